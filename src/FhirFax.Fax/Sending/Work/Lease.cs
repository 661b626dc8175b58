using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.Work;

/// <summary>A claimed queue entry and how long the claim is safe to rely on, measured on the monotonic clock from before the claim was made.</summary>
public sealed class Lease(WorkItem item, TimeProvider clock, long claimed, TimeSpan duration)
{
    public WorkItem Item { get; } = item;

    /// <summary>What is left; negative when others may have taken the work over.</summary>
    public TimeSpan Left => duration - clock.GetElapsedTime(claimed);
}
