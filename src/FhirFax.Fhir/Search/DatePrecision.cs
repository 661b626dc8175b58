namespace FhirFax.Fhir.Search;

/// <summary>How far a date or time is written out.</summary>
public enum DatePrecision
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}
