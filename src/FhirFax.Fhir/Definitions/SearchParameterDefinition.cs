namespace FhirFax.Fhir.Definitions;

/// <summary>One search parameter, official or of our own, for the resource types in <paramref name="Bases"/>.</summary>
/// <param name="Code">The name in a query: <c>birthdate</c>, <c>_tag</c>.</param>
/// <param name="Url">Canonical url.</param>
/// <param name="Type">What it indexes.</param>
/// <param name="Bases">Resource types it applies to; Resource and DomainResource stand for all below them.</param>
/// <param name="Expression">FHIRPath over the resource; null for special parameters that have none.</param>
/// <param name="Targets">For a reference: the types it may point at.</param>
/// <param name="Components">For a composite: the parts' definition urls and expressions.</param>
public sealed record SearchParameterDefinition(
    string Code,
    string Url,
    SearchParameterType Type,
    IReadOnlyList<string> Bases,
    string? Expression,
    IReadOnlyList<string> Targets,
    IReadOnlyList<SearchParameterComponent> Components);
