using FhirFax.Fax.Documents.Word;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>What becomes of Word documents in a send.</summary>
/// <param name="AreTaken">Only the Faxes dialect takes them; <c>$send-efax</c> takes PDF, JPEG and PNG (design 7, step 2).</param>
/// <param name="Converter">Null: they are handed over as they are, and the carrier prints them.</param>
internal sealed record WordDocuments(bool AreTaken, OfficeConverter? Converter)
{
    public const string NotTaken =
        "This operation does not take Word documents or other archives: send a PDF, JPEG or PNG. A draft with a Word document is sent by the Faxes API, POST …/faxes/{faxId}/send.";
}
