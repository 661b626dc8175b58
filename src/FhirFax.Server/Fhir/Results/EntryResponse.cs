namespace FhirFax.Server.Fhir.Results;

/// <summary>One entry of a batch-response or transaction-response (R4 bundle.html).</summary>
internal sealed record EntryResponse(int Status)
{
    /// <summary>Relative to the FHIR base.</summary>
    public string? Location { get; init; }

    public long? Version { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>JSON; null for none.</summary>
    public ReadOnlyMemory<byte>? Resource { get; init; }

    /// <summary>JSON of an OperationOutcome; null for none.</summary>
    public ReadOnlyMemory<byte>? Outcome { get; init; }

    public int Size => (Resource?.Length ?? 0) + (Outcome?.Length ?? 0);

    public static EntryResponse Of(int status, FhirResult result, ReadOnlyMemory<byte>? body, bool isOutcome) => new(status)
    {
        Location = result.Location ?? result.ContentLocation,
        Version = result.Version,
        LastModified = result.LastModified,
        Resource = isOutcome ? null : body,
        Outcome = isOutcome ? body : null,
    };
}
