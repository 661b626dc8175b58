using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>One condition of a <see cref="SearchQuery"/>. A closed set that a store translates.</summary>
public abstract record SearchFilter
{
    /// <summary>One parameter with its comma-separated alternatives: any may match.</summary>
    /// <param name="Code">A declared parameter's code, or one that <see cref="DerivedCode"/> makes of it.</param>
    public sealed record Parameter(string Code, SearchParameterType Type, IReadOnlyList<SearchValue> AnyOf) : SearchFilter;

    /// <summary><c>_id</c>: one of these.</summary>
    public sealed record Id(IReadOnlyList<string> AnyOf) : SearchFilter;

    /// <summary><c>_lastUpdated</c>: any of these intervals.</summary>
    public sealed record LastUpdated(IReadOnlyList<SearchValue.Date> AnyOf) : SearchFilter;

    /// <summary><c>:missing</c>: the resource has no value for the parameter, or (<paramref name="IsMissing"/> false) has one.</summary>
    public sealed record Missing(string Code, SearchParameterType Type, bool IsMissing) : SearchFilter;

    /// <summary><c>:not</c>: <paramref name="Filter"/> does not match, be it for want of a value.</summary>
    public sealed record Not(SearchFilter Filter) : SearchFilter;

    /// <summary>A chain (R4 search.html#chaining): the reference parameter points at a resource that one of the targets describes.</summary>
    public sealed record Chain(string Code, IReadOnlyList<ChainTarget> AnyOf) : SearchFilter;

    /// <summary>A reverse chain (R4 search.html#has): a resource of <paramref name="SourceType"/> that matches points here by its reference parameter.</summary>
    public sealed record Has(string SourceType, string Code, SearchFilter Filter) : SearchFilter;
}
