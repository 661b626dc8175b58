using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Search;

/// <summary>Extracts what a resource is found by: runs each of its search parameters' compiled FHIRPath once. Thread-safe.</summary>
public sealed class SearchIndexer(R4Definitions definitions)
{
    /// <summary>Distinct entries. <c>_id</c> and <c>_lastUpdated</c> are not among them: a store has them as columns.</summary>
    public IReadOnlyList<IndexEntry> Index(ResourceDocument document) => throw new NotImplementedException();
}
