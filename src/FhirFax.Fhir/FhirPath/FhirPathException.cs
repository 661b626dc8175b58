namespace FhirFax.Fhir.FhirPath;

/// <summary>An expression that is not FHIRPath, names what does not exist, or breaks a limit or a rule while it runs.</summary>
public sealed class FhirPathException : Exception
{
    public FhirPathException()
    {
    }

    public FhirPathException(string message)
        : base(message)
    {
    }

    public FhirPathException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal FhirPathException(string message, int position)
        : base($"{message} at position {position + 1}") => Position = position;

    /// <summary>Zero-based index into the expression's text; -1 when it went wrong while running.</summary>
    public int Position { get; } = -1;
}
