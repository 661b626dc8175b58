using FhirFax.Fhir.Json;
using FhirFax.Store.Content;

namespace FhirFax.Store.Resources;

/// <summary>A new version to store.</summary>
/// <param name="Content">For a Binary: where its bytes already lie.</param>
/// <param name="Author">Client id; null when the server writes by itself.</param>
public sealed record ResourceWrite(PreparedResource Resource, string? Author = null, BinaryContent? Content = null)
{
    /// <summary>The version that must be current (If-Match); 0 means the id must be new; null does not ask.</summary>
    public long? ExpectedVersion { get; init; }
}
