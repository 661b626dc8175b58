namespace FhirFax.Fhir.Search;

/// <summary>One <c>_include</c> or <c>_revinclude</c> (R4 search.html#include).</summary>
/// <param name="SourceType">The type that has the reference; null for any, of an <c>_include</c> only.</param>
/// <param name="Code">The reference parameter; null for every one of the type.</param>
/// <param name="TargetType">The only type that the reference may point at; null for any.</param>
/// <param name="IsReverse">From what is found to what points at it.</param>
/// <param name="Iterates">Applies to what was included, too.</param>
public sealed record SearchInclude(string? SourceType, string? Code, string? TargetType, bool IsReverse, bool Iterates)
{
    /// <summary>Resources that are included with one page.</summary>
    public const int MaxIncluded = 1_000;
}
