using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>One key of <c>_sort</c>: a declared parameter's code, or <c>_id</c>, <c>_lastUpdated</c>. Resources without a value come last in either direction.</summary>
public sealed record SortKey(string Parameter, SearchParameterType Type, bool Descending);
