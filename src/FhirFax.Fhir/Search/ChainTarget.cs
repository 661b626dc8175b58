namespace FhirFax.Fhir.Search;

/// <summary>Resources of a type that match a condition.</summary>
public sealed record ChainTarget(string ResourceType, SearchFilter Filter);
