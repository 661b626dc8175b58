namespace FhirFax.Fax.Documents.Tiff;

/// <summary>One image file directory (TIFF 6.0, section 2): the numbers of the tags that say whether its image is there.</summary>
internal sealed class TiffDirectory
{
    private const int MostEntries = 4096;
    private const int MostValues = 1_000_000;

    private readonly TiffFile _file;
    private readonly Dictionary<ushort, Entry> _entries = [];

    private TiffDirectory(TiffFile file) => _file = file;

    /// <summary>Offset of the next directory; 0 after the last.</summary>
    public ulong Next { get; private set; }

    /// <exception cref="DocumentException">It does not lie in the file.</exception>
    public static TiffDirectory Read(TiffFile file, ulong offset)
    {
        var (countSize, entrySize, valueSize) = file.IsBig ? (8, 20, 8) : (2, 12, 4);
        var count = file.Number(offset, countSize);
        if (count is 0 or > MostEntries)
        {
            throw TiffFile.Damaged();
        }

        var entries = new byte[(int)count * entrySize];
        var start = offset + (ulong)countSize;
        file.Read(start, entries);
        var directory = new TiffDirectory(file) { Next = file.Number(start + (ulong)entries.Length, valueSize) };
        for (var i = 0; i < entries.Length; i += entrySize)
        {
            var entry = entries.AsSpan(i, entrySize);
            directory._entries.TryAdd(
                (ushort)file.Number(entry[..2]),
                new Entry((int)file.Number(entry[2..4]), file.Number(entry.Slice(4, valueSize)), start + (ulong)(i + 4 + valueSize)));
        }

        return directory;
    }

    /// <summary>The first number of a tag; null when it has none.</summary>
    public ulong? Number(ushort tag)
    {
        var numbers = Numbers(tag);
        return numbers.Length == 0 ? null : numbers[0];
    }

    /// <summary>The numbers of a tag; empty when it is absent or of no type for numbers.</summary>
    /// <exception cref="DocumentException">They do not lie in the file.</exception>
    public ulong[] Numbers(ushort tag)
    {
        if (!_entries.TryGetValue(tag, out var entry) || SizeOf(entry.Type) is not { } size || entry.Count == 0)
        {
            return [];
        }

        if (entry.Count > MostValues)
        {
            throw TiffFile.Damaged();
        }

        var bytes = new byte[(int)entry.Count * size];
        _file.Read(bytes.Length <= (_file.IsBig ? 8 : 4) ? entry.Value : _file.Number(entry.Value, _file.IsBig ? 8 : 4), bytes);
        var numbers = new ulong[entry.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _file.Number(bytes.AsSpan(i * size, size));
        }

        return numbers;
    }

    // BYTE, SHORT, LONG and IFD, LONG8 and IFD8.
    private static int? SizeOf(int type) => type switch
    {
        1 => 1,
        3 => 2,
        4 or 13 => 4,
        16 or 18 => 8,
        _ => null,
    };

    /// <param name="Value">Where the value, or its offset when it is too long, lies.</param>
    private readonly record struct Entry(int Type, ulong Count, ulong Value);
}
