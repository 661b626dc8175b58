namespace FhirFax.Fax.Documents;

/// <summary>Ends the reading of a document that must be refused; never leaves this namespace.</summary>
internal sealed class DocumentException(DocumentRefusal reason, string text) : Exception(text)
{
    public DocumentRefusal Reason { get; } = reason;
}
