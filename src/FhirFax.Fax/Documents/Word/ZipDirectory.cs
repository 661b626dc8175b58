using System.Buffers.Binary;
using System.Text;

namespace FhirFax.Fax.Documents.Word;

/// <summary>
/// Reads an archive's directory (APPNOTE.TXT 4.3) and believes only one that adds up: nothing before, between or behind the files that another reader might take for
/// something else, no file over another, no name twice. What Word and its kin write is like that; what hides something is not.
/// </summary>
internal static class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int LocalLength = 30;
    private const int CentralLength = 46;
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LongestDirectory = 4_000_000;

    /// <summary>The files in the order of the directory.</summary>
    /// <exception cref="DocumentException">It does not add up, is encrypted, or has too many files.</exception>
    public static IReadOnlyList<ZipEntry> Read(Stream archive, long length, DocumentBudget budget)
    {
        var (count, offset, size) = ReadEnd(archive, length);
        if (count > budget.Limits.ArchiveEntries || size > LongestDirectory)
        {
            throw DocumentBudget.TooComplex("it has too many parts");
        }

        var directory = ReadBytes(archive, offset, (int)size);
        var entries = new List<ZipEntry>(count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            budget.Charge(64);
            var entry = ReadEntry(archive, offset, directory, ref position);
            if (!names.Add(entry.Name))
            {
                throw Damaged();
            }

            entries.Add(entry);
        }

        RequireNoOverlap(entries, position == directory.Length);
        return entries;
    }

    private static (int Count, long Offset, long Size) ReadEnd(Stream archive, long length)
    {
        if (length < EndLength)
        {
            throw Damaged();
        }

        var tail = ReadBytes(archive, Math.Max(0, length - EndLength - LongestComment), (int)Math.Min(length, EndLength + LongestComment));
        var at = LastEnd(tail);
        if (at < 0)
        {
            throw Damaged();
        }

        var end = tail.AsSpan(at);
        var isWhole = BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) == 0
            && BinaryPrimitives.ReadUInt16LittleEndian(end[8..]) == BinaryPrimitives.ReadUInt16LittleEndian(end[10..])
            && EndLength + BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) == end.Length;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);

        // The directory ends where its end record begins: then every reader sees the same one.
        return isWhole && offset + size == length - end.Length ? (count, offset, size) : throw Damaged();
    }

    private static int LastEnd(ReadOnlySpan<byte> tail)
    {
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == EndSignature)
            {
                return at;
            }
        }

        return -1;
    }

    private static ZipEntry ReadEntry(Stream archive, long directoryOffset, ReadOnlySpan<byte> directory, ref int position)
    {
        var header = directory[position..];
        if (header.Length < CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != CentralSignature)
        {
            throw Damaged();
        }

        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var rest = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        long local = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        if (header.Length < CentralLength + nameLength + rest || nameLength == 0)
        {
            throw Damaged();
        }

        if ((flags & 1) != 0)
        {
            throw new DocumentException(DocumentRefusal.Encrypted, "The Word document is protected by a password; save it without one and send that.");
        }

        if (method is not (0 or 8) || (method == 0 && packed != size))
        {
            throw Damaged();
        }

        var name = header.Slice(CentralLength, nameLength);
        position += CentralLength + nameLength + rest;
        var data = DataOffset(archive, local, name);
        return data + packed <= directoryOffset ? new ZipEntry(Encoding.UTF8.GetString(name), method, packed, size, data) : throw Damaged();
    }

    /// <summary>Behind the file's own header, which must bear the name that the directory has.</summary>
    private static long DataOffset(Stream archive, long local, ReadOnlySpan<byte> name)
    {
        var header = ReadBytes(archive, local, LocalLength + name.Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalSignature
            && BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) == name.Length
            && header.AsSpan(LocalLength).SequenceEqual(name)
            ? local + LocalLength + name.Length + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28))
            : throw Damaged();
    }

    private static void RequireNoOverlap(List<ZipEntry> entries, bool isComplete)
    {
        var ordered = entries.ToArray();
        Array.Sort(ordered, static (a, b) => a.DataOffset.CompareTo(b.DataOffset));
        for (var i = 1; i < ordered.Length; i++)
        {
            isComplete &= ordered[i - 1].DataOffset + ordered[i - 1].PackedSize <= ordered[i].DataOffset - LocalLength;
        }

        if (!isComplete)
        {
            throw Damaged();
        }
    }

    private static byte[] ReadBytes(Stream archive, long offset, int count)
    {
        if (offset > archive.Length - count)
        {
            throw Damaged();
        }

        var bytes = new byte[count];
        archive.Position = offset;
        return archive.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Damaged();
    }

    internal static DocumentException Damaged() =>
        new(DocumentRefusal.Damaged, "The Word document is damaged or is none; open it in Word, save it as a new file and send that.");
}
