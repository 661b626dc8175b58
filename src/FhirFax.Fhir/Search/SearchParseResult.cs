using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>What came of a query string.</summary>
/// <param name="Query">What is understood; null only when <paramref name="Errors"/> is not empty.</param>
/// <param name="Errors">Bad values of known parameters: 400.</param>
/// <param name="Ignored">Unknown parameters: 400 when strict, else named in an outcome entry and left out of the self link.</param>
/// <param name="Applied">The pairs that took effect, for the self link.</param>
public sealed record SearchParseResult(
    SearchQuery? Query,
    IReadOnlyList<Issue> Errors,
    IReadOnlyList<Issue> Ignored,
    IReadOnlyList<KeyValuePair<string, string>> Applied);
