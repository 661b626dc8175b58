using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>
/// That somebody asked to stop a Delivery which the carrier has, or may have. It stays on the Delivery until that ends, so that a restart, a lost call or an outage does not
/// forget it: no new Attempt is begun, and the tracker asks the carrier again. It is shown as the Delivery's <c>errorCode</c>.
/// </summary>
internal static class CancelRequest
{
    public const string Code = "cancel-requested";

    public static bool IsOn(DeliveryRecord delivery) => !delivery.IsTerminal && delivery.ErrorCode == Code;

    public static DeliveryRecord On(DeliveryRecord delivery) => delivery with { ErrorCode = Code, ErrorText = "It was asked to stop this fax." };

    /// <summary>The Delivery as it ends when it is certain that the carrier does not have it.</summary>
    public static DeliveryRecord Stopped(DeliveryRecord delivery, DateTimeOffset now) => delivery with
    {
        Status = DeliveryStatus.Cancelled,
        Completed = now,
        Deadline = null,
        ErrorCode = null,
        ErrorText = null,
    };
}
