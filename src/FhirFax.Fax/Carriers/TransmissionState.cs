namespace FhirFax.Fax.Carriers;

/// <summary>The carrier's view of an outbound fax (efax-corporate-api.md 9.1).</summary>
public enum TransmissionState
{
    /// <summary>A word we do not know: neither success nor failure.</summary>
    Unrecognized,

    InProgress,

    Completed,

    Failed,

    Cancelled,
}
