namespace FhirFax.Server.Fhir.Search;

/// <summary>A search inside a write was given up because it took too long; nothing of the write is kept.</summary>
internal sealed class SearchTooCostlyException()
    : Exception($"The searches that this depends on were given up after {SearchDeadline.Limit.TotalSeconds} seconds; nothing was changed. Narrow the condition by further parameters.");
