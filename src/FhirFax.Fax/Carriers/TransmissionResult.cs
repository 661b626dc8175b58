namespace FhirFax.Fax.Carriers;

/// <summary>The answer to a status question.</summary>
public abstract record TransmissionResult
{
    /// <param name="ErrorCode">Raw carrier code; null when none or when it only says success.</param>
    /// <param name="Pages">Pages confirmed; null when not said.</param>
    /// <param name="Completed">By the carrier's clock; null when not said.</param>
    public sealed record Known(TransmissionState State, string? ErrorCode, string? ErrorText, int? Pages, DateTimeOffset? Completed) : TransmissionResult
    {
        /// <summary>The number it goes to, E.164 where it can be told; null when not said.</summary>
        public string? Number { get; init; }
    }

    public sealed record Unavailable(CarrierFailure Failure) : TransmissionResult;
}
