using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>Where the bytes of one payload lie, before anybody looked at them.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Declared">The content types that the attachment and its Binary claim; null entries are no claim.</param>
/// <param name="Binary">The stored Binary it comes from; null for inline data.</param>
/// <param name="Expression">The payload's element.</param>
internal sealed record DocumentSource(ContentHash Hash, long Size, IReadOnlyList<string?> Declared, ResourceKey? Binary, string Expression);
