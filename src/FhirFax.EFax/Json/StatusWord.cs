using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Json;

/// <summary>The carrier's words for the state of an outbound fax, in every known spelling (efax-corporate-api.md 9.1).</summary>
internal static class StatusWord
{
    public static TransmissionState Read(string? word)
    {
        var plain = word?.Trim().ToUpperInvariant()
            .Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return plain switch
        {
            "NEW" or "INPROGRESS" or "INPROGESS" or "PENDINGRETRY" => TransmissionState.InProgress,
            "COMPLETE" or "COMPLETED" => TransmissionState.Completed,
            "ERROR" => TransmissionState.Failed,
            "CANCELED" or "CANCELLED" => TransmissionState.Cancelled,
            _ => TransmissionState.Unrecognized,
        };
    }
}
