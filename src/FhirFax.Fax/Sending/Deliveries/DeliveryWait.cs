using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Deliveries;

/// <summary>Waits for what the workers make of a Communication's Deliveries.</summary>
internal sealed class DeliveryWait(IFhirFaxStore store, DeliverySignal signal, TimeProvider clock)
{
    /// <summary>How long a change may go unnoticed when another process made it.</summary>
    private static readonly TimeSpan LongestBlindWait = TimeSpan.FromMilliseconds(500);

    /// <summary>The Deliveries as soon as none of them is pending any more, or as they are after <paramref name="limit"/>.</summary>
    /// <param name="first">What is to be over before it is worth looking; null: look at once.</param>
    public async Task<IReadOnlyList<DeliveryRecord>> UntilNoneAsync(
        ProjectKey project, string communicationId, Func<DeliveryRecord, bool> isPending, TimeSpan limit, CancellationToken cancellationToken, Task? first = null)
    {
        var started = clock.GetTimestamp();
        if (first is not null && limit > TimeSpan.Zero)
        {
            await WaitAsync(first, limit, cancellationToken);
        }

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

            await WaitAsync(change, left < LongestBlindWait ? left : LongestBlindWait, cancellationToken);
        }
    }

    private async Task WaitAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What the store says counts.
        }
    }

    /// <summary>Waits to be handed over, or is being handed over just now.</summary>
    public static bool IsInFlight(DeliveryRecord delivery) => delivery.Status is DeliveryStatus.Queued or DeliveryStatus.Submitting;
}
