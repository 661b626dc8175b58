namespace FhirFax.Fhir.Search;

/// <summary>R4 search.html#prefix.</summary>
public enum SearchPrefix
{
    Equal,
    NotEqual,
    GreaterThan,
    LessThan,
    GreaterOrEqual,
    LessOrEqual,
    StartsAfter,
    EndsBefore,

    /// <summary>Within a tenth: of a number, or of a date's distance from now. A store widens, for a query must be the same on every page.</summary>
    Approximately,
}
