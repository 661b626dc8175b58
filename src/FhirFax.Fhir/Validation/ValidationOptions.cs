namespace FhirFax.Fhir.Validation;

/// <summary>How much a validation tells.</summary>
public sealed record ValidationOptions
{
    /// <summary>Errors only, at most 100: what a server asks before it stores.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>No more issues than this are collected; the walk ends there.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>
    /// Also tells what does not make a resource invalid: broken invariants of severity warning (<c>dom-6</c>: narrative is missing), and invariants that
    /// could not be decided within the bounds of an evaluation. Both as issues of severity warning.
    /// </summary>
    public bool IncludeWarnings { get; init; }
}
