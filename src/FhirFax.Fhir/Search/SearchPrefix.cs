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

    /// <summary>The interval of the value is already widened by a tenth (of a number; of a date's distance from now): what overlaps it matches.</summary>
    Approximately,
}
