using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>A valid resource, ready to be stored under any id.</summary>
internal sealed record CheckedContent(ResourceDocument Document, IReadOnlyList<IndexEntry> Index);
