using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>Reads the parameters of a search (R4 search.html) into a <see cref="SearchQuery"/>. Thread-safe.</summary>
public sealed class SearchQueryParser(R4Definitions definitions)
{
    /// <summary>
    /// Parses decoded name and value pairs, in order. Result parameters that concern only the answer's form (<c>_format</c>, <c>_pretty</c>, <c>_summary</c>, <c>_elements</c>) are left to the
    /// caller. An unusable value is an error; an unknown parameter is listed apart, so that strict and lenient handling can differ.
    /// </summary>
    /// <param name="baseUrls">Our own FHIR base urls: an absolute reference below one is treated as relative.</param>
    public SearchParseResult Parse(
        string resourceType, IEnumerable<KeyValuePair<string, string>> parameters, IReadOnlyList<string> baseUrls) =>
        throw new NotImplementedException();
}
