using FhirFax.Store.Content;

namespace FhirFax.Store.Faxes;

/// <summary>One document exactly as it is handed over, fixed when the Delivery is made.</summary>
/// <param name="Type">The carrier-neutral document type, <c>PDF</c> or <c>DOCX</c>.</param>
/// <param name="Size">Bytes before any encoding.</param>
/// <param name="Pages">0: not known, as of a Word document that the carrier prints.</param>
public sealed record PinnedDocument(ContentHash Hash, string Type, long Size, int Pages);
