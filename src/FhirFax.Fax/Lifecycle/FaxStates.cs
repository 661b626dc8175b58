using System.Text.Json;
using FhirFax.Fax.Resources;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Direction and status of a fax, from the ledger first: what a client writes into a Communication does not make it sent or received.</summary>
internal static class FaxStates
{
    public static bool IsFax(JsonElement communication) => communication.AnyHasCoding("medium", FaxUrls.MediumSystem, FaxUrls.FaxMedium);

    /// <param name="isReceived">Whether it came out of the inbox.</param>
    public static FaxDirection Direction(JsonElement communication, IReadOnlyList<DeliveryRecord> deliveries, bool isReceived) =>
        deliveries.Count > 0 ? FaxDirection.Outbound
        : isReceived || communication.AnyHasCoding("category", FaxUrls.DirectionSystem, "inbound") ? FaxDirection.Inbound
        : FaxDirection.Outbound;

    public static FaxStatus Status(FaxDirection direction, IReadOnlyList<DeliveryRecord> deliveries)
    {
        if (direction == FaxDirection.Inbound)
        {
            return FaxStatus.Received;
        }

        if (deliveries.Count == 0)
        {
            return FaxStatus.Draft;
        }

        var arrived = 0;
        foreach (var delivery in deliveries)
        {
            if (!delivery.IsTerminal)
            {
                return FaxStatus.Processing;
            }

            arrived += delivery.Status == DeliveryStatus.Completed ? 1 : 0;
        }

        return arrived == deliveries.Count ? FaxStatus.Sent : FaxStatus.Failed;
    }
}
