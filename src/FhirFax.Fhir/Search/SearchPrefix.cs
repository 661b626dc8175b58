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
    Approximately,
}
