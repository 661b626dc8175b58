using FhirFax.Fax.Documents;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>Declared content types against what the bytes are.</summary>
internal static class ContentTypes
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>Whether the claim says nothing, or one of the types that can be faxed.</summary>
    public static bool MayBeSupported(string? declared) =>
        Normalize(declared) is null or "application/pdf" or "application/x-pdf" or "image/jpeg" or "image/jpg" or "image/pjpeg" or "image/png" or "image/x-png";

    /// <summary>Whether the claim is another type than the bytes are. No claim contradicts nothing.</summary>
    public static bool Contradicts(string? declared, DocumentType actual) => (actual, Normalize(declared)) switch
    {
        (_, null) => false,
        (DocumentType.Pdf, "application/pdf" or "application/x-pdf") => false,
        (DocumentType.Jpeg, "image/jpeg" or "image/jpg" or "image/pjpeg") => false,
        (DocumentType.Png, "image/png" or "image/x-png") => false,
        (DocumentType.Docx, Docx) => false,
        _ => true,
    };

    public static string Of(DocumentType type) => type switch
    {
        DocumentType.Pdf => "application/pdf",
        DocumentType.Jpeg => "image/jpeg",
        DocumentType.Png => "image/png",
        DocumentType.Docx => Docx,
        _ => "image/tiff",
    };

    /// <summary>Lower case without parameters; null when absent or when it only means "bytes".</summary>
    private static string? Normalize(string? declared)
    {
        var type = (declared ?? "").Split(';', 2)[0].Trim().ToLowerInvariant();
        return type is "" or "application/octet-stream" or "binary/octet-stream" ? null : type;
    }
}
