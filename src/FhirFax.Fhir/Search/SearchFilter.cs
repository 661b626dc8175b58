using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>One condition of a <see cref="SearchQuery"/>. A closed set that a store translates; later modifiers and chains add their kinds here.</summary>
public abstract record SearchFilter
{
    /// <summary>One parameter with its comma-separated alternatives: any may match.</summary>
    public sealed record Parameter(string Code, SearchParameterType Type, IReadOnlyList<SearchValue> AnyOf) : SearchFilter;

    /// <summary><c>_id</c>: one of these.</summary>
    public sealed record Id(IReadOnlyList<string> AnyOf) : SearchFilter;

    /// <summary><c>_lastUpdated</c>: any of these intervals.</summary>
    public sealed record LastUpdated(IReadOnlyList<SearchValue.Date> AnyOf) : SearchFilter;
}
