namespace FhirFax.Store.Queue;

/// <summary>Queue changes that belong in the transaction of what they are about.</summary>
public interface IWorkWriter
{
    /// <summary>Adds an entry, or moves an existing one's due time forward or back and frees its lease.</summary>
    ValueTask EnqueueAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Adds an entry that its caller works on at once, claimed as by <see cref="IWorkQueue.ClaimAsync"/>: nobody else has it before the lease is over.</summary>
    ValueTask<WorkItem> EnqueueClaimedAsync(
        ProjectKey project, WorkKind kind, string subject, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Brings an existing unclaimed entry forward when <paramref name="dueAt"/> is earlier; nothing otherwise.</summary>
    ValueTask NudgeAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Removes the entry; false when the lease is no longer the holder's (then the work of this transaction should be abandoned).</summary>
    ValueTask<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken);

    /// <summary>Puts the entry back for later; false when the lease is no longer the holder's.</summary>
    ValueTask<bool> RescheduleAsync(WorkItem item, DateTimeOffset dueAt, CancellationToken cancellationToken);
}
