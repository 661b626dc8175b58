namespace FhirFax.Store.Queue;

/// <summary>Work that outlives a process: claimed by lease, so that what a killed process held is taken over when its lease ends.</summary>
public interface IWorkQueue
{
    /// <summary>
    /// Atomically claims up to <paramref name="max"/> due entries whose lease is free or over, oldest due first, for <paramref name="lease"/>. Empty when none is due.
    /// </summary>
    Task<IReadOnlyList<WorkItem>> ClaimAsync(WorkKind kind, DateTimeOffset now, TimeSpan lease, int max, CancellationToken cancellationToken);

    /// <summary>When the next entry of this kind may be claimed: its due time, or for a claimed one the end of its lease; null when there is none.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(WorkKind kind, CancellationToken cancellationToken);

    /// <summary>Frees every lease: called once at start by the only process on a store, whose predecessor is dead.</summary>
    Task ReleaseLeasesAsync(CancellationToken cancellationToken);

    /// <summary>Raised after a commit that enqueued or made due some work; a hint to look, never the only way to learn of it.</summary>
    event Action<WorkKind>? WorkAvailable;
}
