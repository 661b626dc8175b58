using FhirFax.Fax.Sending.Work;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>The right to hand one Delivery over now, taken before it is committed; given back when disposed.</summary>
internal sealed class HandOverSlot(SemaphoreSlim slots, TimeProvider clock, TimeSpan leaseTime) : IDisposable
{
    private readonly long _taken = clock.GetTimestamp();
    private int _disposed;

    /// <summary>For how long the queue entry is to be claimed.</summary>
    public TimeSpan LeaseTime => leaseTime;

    /// <param name="item">The entry that was committed as claimed.</param>
    public Lease LeaseOf(WorkItem item) => new(item, clock, _taken, leaseTime);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            slots.Release();
        }
    }
}
