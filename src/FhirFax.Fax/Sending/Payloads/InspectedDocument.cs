using FhirFax.Fax.Documents;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>A document that can be faxed.</summary>
internal sealed record InspectedDocument(DocumentSource Source, DocumentType Type, int Pages);
