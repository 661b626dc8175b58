using FhirFax.Fax.Documents.Word;

namespace FhirFax.Fax.Documents;

/// <summary>What a document's own bytes say it is. A member here is recognised, which is not yet to say that it can be faxed: TIFF is refused by name.</summary>
public enum DocumentType
{
    /// <summary>Portable Document Format, <c>application/pdf</c>.</summary>
    Pdf,

    /// <summary>JPEG in any of its coding processes, <c>image/jpeg</c>.</summary>
    Jpeg,

    /// <summary>Portable Network Graphics, <c>image/png</c>.</summary>
    Png,

    /// <summary>Tagged Image File Format, <c>image/tiff</c>, classic and BigTIFF.</summary>
    Tiff,

    /// <summary>Word document, <c>application/vnd.openxmlformats-officedocument.wordprocessingml.document</c>. The first bytes only say that it is a zip archive; <see cref="WordInspector"/> looks inside.</summary>
    Docx,
}
