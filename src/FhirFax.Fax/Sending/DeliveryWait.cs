using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending;

/// <summary>Waits for what the workers make of a Communication's Deliveries.</summary>
internal sealed class DeliveryWait(IFhirFaxStore store, DeliverySignal signal, TimeProvider clock)
{
    /// <summary>How long a change may go unnoticed when another process made it.</summary>
    private static readonly TimeSpan LongestBlindWait = TimeSpan.FromMilliseconds(500);

    /// <summary>The Deliveries as soon as none of them is pending any more, or as they are after <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<DeliveryRecord>> UntilNoneAsync(
        ProjectKey project, string communicationId, Func<DeliveryRecord, bool> isPending, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var watch = signal.Start(project, communicationId);
        while (true)
        {
            var change = watch.NextChange();
            var deliveries = await store.DeliveriesAsync(project, communicationId, cancellationToken);
            var left = limit - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !deliveries.Any(isPending))
            {
                return deliveries;
            }

            try
            {
                await change.WaitAsync(left < LongestBlindWait ? left : LongestBlindWait, clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Look again.
            }
        }
    }

    /// <summary>Waits to be handed over, or is being handed over just now.</summary>
    public static bool IsInFlight(DeliveryRecord delivery) => delivery.Status is DeliveryStatus.Queued or DeliveryStatus.Submitting;
}
