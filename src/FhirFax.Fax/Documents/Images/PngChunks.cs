using System.Buffers.Binary;

namespace FhirFax.Fax.Documents.Images;

/// <summary>Walks the chunks of a PNG (W3C PNG 5.3), checking the checksum of each.</summary>
internal sealed class PngChunks(SequentialBytes bytes)
{
    private const int MaxLength = int.MaxValue;
    private uint _crc;

    /// <summary>The four letters of the current chunk's type.</summary>
    public string Type { get; private set; } = string.Empty;

    /// <summary>Data bytes of the current chunk not read yet.</summary>
    public int Remaining { get; private set; }

    /// <summary>The offset of the current chunk's length field.</summary>
    public long Start { get; private set; }

    /// <summary>Moves to the next chunk; the current one has been read to its end.</summary>
    public void Next()
    {
        Start = bytes.Position;
        Span<byte> head = stackalloc byte[8];
        bytes.ReadExactly(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        Remaining = length <= MaxLength ? (int)length : throw Damaged();
        Type = System.Text.Encoding.Latin1.GetString(head[4..]);
        _crc = Crc32.Append(0, head[4..]);
    }

    /// <summary>Some of the data that remains; none when it has all been read.</summary>
    public ReadOnlySpan<byte> ReadSome(int most)
    {
        if (Remaining == 0)
        {
            return [];
        }

        var some = bytes.ReadSome(Math.Min(most, Remaining));
        if (some.IsEmpty)
        {
            throw SequentialBytes.CutShort();
        }

        _crc = Crc32.Append(_crc, some);
        Remaining -= some.Length;
        return some;
    }

    /// <summary>The whole data of a short chunk, and its checksum.</summary>
    public byte[] ReadWhole(int most)
    {
        if (Remaining > most)
        {
            throw Damaged();
        }

        var data = new byte[Remaining];
        for (var filled = 0; Remaining > 0;)
        {
            var some = ReadSome(Remaining);
            some.CopyTo(data.AsSpan(filled));
            filled += some.Length;
        }

        EndChunk();
        return data;
    }

    /// <summary>Reads over what remains of the data, and checks the checksum.</summary>
    public void EndChunk()
    {
        while (Remaining > 0)
        {
            ReadSome(Remaining);
        }

        Span<byte> crc = stackalloc byte[4];
        bytes.ReadExactly(crc);
        if (BinaryPrimitives.ReadUInt32BigEndian(crc) != _crc)
        {
            throw Damaged();
        }
    }

    public static DocumentException Damaged() =>
        new(DocumentRefusal.Damaged, "The PNG is damaged; save it again and send the new file.");
}
