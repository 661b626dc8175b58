using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Communications;

/// <summary>The codes of <c>CodeSystem/fax-delivery-status</c>.</summary>
public static class DeliveryStatusCode
{
    public static string Of(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Queued => "queued",
        DeliveryStatus.Submitting => "submitting",
        DeliveryStatus.Unknown => "unknown",
        DeliveryStatus.InProgress => "in-progress",
        DeliveryStatus.Completed => "completed",
        DeliveryStatus.Failed => "failed",
        DeliveryStatus.Refused => "refused",
        DeliveryStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
