using System.Buffers.Binary;

namespace FhirFax.Fax.Documents.Tiff;

/// <summary>The bytes of a TIFF file in its own byte order, classic or BigTIFF (TIFF 6.0, section 2). Whatever lies outside the file is a refusal.</summary>
internal sealed class TiffFile
{
    private const int HeaderLength = 8;
    private const int BigHeaderLength = 16;
    private const ushort BigVersion = 43;

    private readonly Stream _stream;
    private readonly bool _isLittleEndian;

    private TiffFile(Stream stream, long length, bool isLittleEndian) => (_stream, Length, _isLittleEndian) = (stream, length, isLittleEndian);

    public long Length { get; }

    public bool IsBig { get; private init; }

    /// <summary>Offset of the first directory; 0 when there is none.</summary>
    public ulong FirstDirectory { get; private init; }

    /// <exception cref="DocumentException">It is not one.</exception>
    public static TiffFile Open(Stream stream, long length)
    {
        Span<byte> order = stackalloc byte[4];
        new TiffFile(stream, length, true).Read(0, order);
        var isLittleEndian = order[0] == 'I';
        var file = new TiffFile(stream, length, isLittleEndian);
        var isBig = (isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(order[2..]) : BinaryPrimitives.ReadUInt16BigEndian(order[2..])) == BigVersion;
        return new TiffFile(stream, length, isLittleEndian)
        {
            IsBig = isBig,
            FirstDirectory = isBig ? file.Number(BigHeaderLength - 8, 8) : file.Number(HeaderLength - 4, 4),
        };
    }

    /// <exception cref="DocumentException">The bytes are not all in the file.</exception>
    public void Read(ulong offset, Span<byte> buffer)
    {
        if (!Holds(offset, (ulong)buffer.Length))
        {
            throw Damaged();
        }

        _stream.Position = (long)offset;
        _stream.ReadExactly(buffer);
    }

    public bool Holds(ulong offset, ulong count) => offset <= (ulong)Length && count <= (ulong)Length - offset;

    /// <param name="size">2, 4 or 8 bytes.</param>
    public ulong Number(ulong offset, int size)
    {
        Span<byte> bytes = stackalloc byte[size];
        Read(offset, bytes);
        return Number(bytes);
    }

    /// <param name="bytes">1, 2, 4 or 8 of them.</param>
    public ulong Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => _isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes),
        4 => _isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes),
        _ => _isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };

    public static DocumentException Damaged() => new(DocumentRefusal.Damaged, "The TIFF file is damaged.");
}
