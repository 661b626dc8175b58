namespace FhirFax.Fhir.Outcomes;

/// <summary>How bad an <see cref="Issue"/> is (R4 valueset-issue-severity).</summary>
public enum IssueSeverity
{
    /// <summary>Nothing was done.</summary>
    Fatal,

    /// <summary>The content is refused.</summary>
    Error,

    /// <summary>Accepted, but the caller should know.</summary>
    Warning,

    /// <summary>No problem at all.</summary>
    Information,
}
