namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>A type of file that a draft takes (fax-lifecycle-api.md 6): told by the name's extension, and the first bytes must agree.</summary>
public sealed class FaxFileType
{
    /// <summary>The most leading bytes that <see cref="IsStart"/> looks at.</summary>
    public const int StartLength = 8;

    private static readonly FaxFileType Jpeg = new("image/jpeg", [0xFF, 0xD8, 0xFF]);
    private static readonly FaxFileType Png = new("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
    private static readonly FaxFileType Pdf = new("application/pdf", [.. "%PDF-"u8]);

    private readonly byte[] _start;

    private FaxFileType(string contentType, byte[] start) => (ContentType, _start) = (contentType, start);

    /// <summary>Word documents; these are also looked into.</summary>
    public static FaxFileType Docx { get; } = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [.. "PK\u0003\u0004"u8]);

    /// <summary>What is stored, whatever the client claims.</summary>
    public string ContentType { get; }

    /// <summary>Null when the name has no extension, or one that is not taken. Case does not matter.</summary>
    public static FaxFileType? OfName(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => Jpeg,
        ".png" => Png,
        ".pdf" => Pdf,
        ".docx" => Docx,
        _ => null,
    };

    /// <summary>Whether a file of this type begins with these bytes, <see cref="StartLength"/> of them or all that there are.</summary>
    public bool IsStart(ReadOnlySpan<byte> head) => head.StartsWith(_start);
}
