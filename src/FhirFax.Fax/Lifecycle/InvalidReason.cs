namespace FhirFax.Fax.Lifecycle;

/// <summary>What is wrong with one property, parameter or path id (fax-lifecycle-api.md 5.2).</summary>
public enum InvalidReason
{
    Required,
    Format,
    Length,
    Range,
    Type,
    UnknownValue,
}
