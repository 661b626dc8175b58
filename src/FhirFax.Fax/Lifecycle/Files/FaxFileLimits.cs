namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>What the files of one fax may be together (fax-lifecycle-api.md 6).</summary>
public static class FaxFileLimits
{
    public const int MostFiles = 10;

    /// <summary>Bytes of content; exactly so many are accepted.</summary>
    public const long MostBytes = 104_857_600;

    /// <summary>Characters of <c>originalName</c>.</summary>
    public const int LongestName = 255;

    /// <summary>Extensions, in the order in which an error names them.</summary>
    public static IReadOnlyList<string> Types { get; } = ["jpg", "jpeg", "png", "pdf", "docx"];
}
