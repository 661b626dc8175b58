using FhirFax.Fhir.Search;

namespace FhirFax.Store.Compliance;

/// <param name="Updated">Microseconds since 1970.</param>
public sealed record SearchModelResource(string Id, long Updated, IReadOnlyList<IndexEntry> Entries);
