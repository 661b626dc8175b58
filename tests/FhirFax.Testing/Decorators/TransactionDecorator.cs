using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Testing.Decorators;

/// <summary>A transaction that does what another does; what derives from it differs in one thing.</summary>
public abstract class TransactionDecorator(IStoreTransaction inner) : ReaderDecorator<IStoreTransaction>(inner), IStoreTransaction
{
    public DateTimeOffset Now => Inner.Now;

    public virtual void Abandon() => Inner.Abandon();

    public ValueTask<WriteOutcome> PutAsync(ProjectKey project, ResourceWrite write, CancellationToken cancellationToken) =>
        Inner.PutAsync(project, write, cancellationToken);

    public ValueTask<WriteOutcome> DeleteAsync(ProjectKey project, ResourceKey key, long? expectedVersion, string? author, CancellationToken cancellationToken) =>
        Inner.DeleteAsync(project, key, expectedVersion, author, cancellationToken);

    public virtual ValueTask AddDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken) =>
        Inner.AddDeliveryAsync(delivery, cancellationToken);

    public ValueTask<bool> UpdateDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken) =>
        Inner.UpdateDeliveryAsync(delivery, cancellationToken);

    public virtual ValueTask<bool> AddAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken) =>
        Inner.AddAttemptAsync(attempt, cancellationToken);

    public virtual ValueTask UpdateAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken) =>
        Inner.UpdateAttemptAsync(attempt, cancellationToken);

    public virtual ValueTask<IdempotencyRecord?> TryAddIdempotencyAsync(IdempotencyRecord record, DateTimeOffset now, CancellationToken cancellationToken) =>
        Inner.TryAddIdempotencyAsync(record, now, cancellationToken);

    public ValueTask ReplaceIdempotencyAsync(IdempotencyRecord record, CancellationToken cancellationToken) =>
        Inner.ReplaceIdempotencyAsync(record, cancellationToken);

    public virtual ValueTask<bool> TryAddInboxAsync(InboxRecord record, CancellationToken cancellationToken) =>
        Inner.TryAddInboxAsync(record, cancellationToken);

    public virtual ValueTask UpdateInboxAsync(InboxRecord record, CancellationToken cancellationToken) =>
        Inner.UpdateInboxAsync(record, cancellationToken);

    public virtual ValueTask SetWatermarkAsync(MailboxKey mailbox, DateTimeOffset watermark, CancellationToken cancellationToken) =>
        Inner.SetWatermarkAsync(mailbox, watermark, cancellationToken);

    public ValueTask<ClaimOutcome> ClaimMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken) =>
        Inner.ClaimMailboxAsync(mailbox, project, cancellationToken);

    public ValueTask ReleaseMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken) =>
        Inner.ReleaseMailboxAsync(mailbox, project, cancellationToken);

    public ValueTask PinAsync(ProjectKey project, string communicationId, IReadOnlyList<ResourceKey> binaries, CancellationToken cancellationToken) =>
        Inner.PinAsync(project, communicationId, binaries, cancellationToken);

    public ValueTask EnqueueAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Inner.EnqueueAsync(project, kind, subject, dueAt, cancellationToken);

    public ValueTask<WorkItem> EnqueueClaimedAsync(
        ProjectKey project, WorkKind kind, string subject, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        Inner.EnqueueClaimedAsync(project, kind, subject, now, lease, cancellationToken);

    public ValueTask NudgeAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Inner.NudgeAsync(project, kind, subject, dueAt, cancellationToken);

    public ValueTask<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken) => Inner.CompleteAsync(item, cancellationToken);

    public ValueTask<bool> RescheduleAsync(WorkItem item, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Inner.RescheduleAsync(item, dueAt, cancellationToken);
}
