namespace FhirFax.Fax.Carriers;

/// <summary>The answer to a status question.</summary>
public abstract record TransmissionResult
{
    /// <param name="ErrorCode">Raw carrier code; null when none or when it only says success.</param>
    /// <param name="Pages">Pages confirmed; null when not said.</param>
    /// <param name="Completed">By the carrier's clock; null when not said.</param>
    public sealed record Known(TransmissionState State, string? ErrorCode, string? ErrorText, int? Pages, DateTimeOffset? Completed) : TransmissionResult;

    public sealed record Unavailable(CarrierFailure Failure) : TransmissionResult;
}
