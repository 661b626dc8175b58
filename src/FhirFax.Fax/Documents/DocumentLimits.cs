namespace FhirFax.Fax.Documents;

/// <summary>What reading one untrusted document may cost at most. The defaults suit the carrier's 100 MB.</summary>
public sealed record DocumentLimits
{
    /// <summary>The limits in use where none are given.</summary>
    public static DocumentLimits Default { get; } = new();

    /// <summary>Bytes of one document.</summary>
    public long Bytes { get; init; } = 100_000_000;

    /// <summary>Pages of one PDF.</summary>
    public int Pages { get; init; } = 20_000;

    /// <summary>PDF objects that a cross-reference may name, and that may be looked at.</summary>
    public int Objects { get; init; } = 1_000_000;

    /// <summary>Elements (array items, dictionary entries) of one PDF object.</summary>
    public int Elements { get; init; } = 200_000;

    /// <summary>Nesting of arrays and dictionaries, of page tree levels, and of cross-reference sections.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Bytes that one compressed PDF stream may unpack to.</summary>
    public int StreamBytes { get; init; } = 16_000_000;

    /// <summary>Bytes that all compressed PDF streams, or all files of an archive, together may unpack to.</summary>
    public long TotalStreamBytes { get; init; } = 400_000_000;

    /// <summary>Bytes of page content that are unpacked to see that they can be; content beyond is taken on trust.</summary>
    public long ContentBytes { get; init; } = 200_000_000;

    /// <summary>Pixels of one image.</summary>
    public long Pixels { get; init; } = 150_000_000;

    /// <summary>Bytes of an interlaced image once unpacked: only these are held in memory whole.</summary>
    public long InterlacedBytes { get; init; } = 48_000_000;

    /// <summary>Files in one zip archive.</summary>
    public int ArchiveEntries { get; init; } = 5_000;

    /// <summary>Archives within archives: 1 is the spreadsheet in a Word document.</summary>
    public int ArchiveDepth { get; init; } = 1;

    /// <summary>Bytes of an archive within an archive: only these are held in memory whole.</summary>
    public int InnerArchiveBytes { get; init; } = 24_000_000;

    /// <summary>Bytes of one XML file in an archive, which is walked, but may hold a single long attribute.</summary>
    public int ArchiveMarkupBytes { get; init; } = 32_000_000;

    /// <summary>How many times its packed size a file of an archive may unpack to, beyond its first 10 MB.</summary>
    public int ArchiveRatio { get; init; } = 200;

    /// <summary>Time for one document.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(20);
}
