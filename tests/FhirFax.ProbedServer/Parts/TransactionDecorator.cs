using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.ProbedServer.Parts;

/// <summary>A transaction that does what another does; what derives from it differs in one thing.</summary>
internal abstract class TransactionDecorator(IStoreTransaction inner) : IStoreTransaction
{
    public DateTimeOffset Now => inner.Now;

    public virtual void Abandon() => inner.Abandon();

    public ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) =>
        inner.ReadAsync(project, key, cancellationToken);

    public ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) =>
        inner.ReadVersionAsync(project, key, versionId, cancellationToken);

    public ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) =>
        inner.HistoryAsync(project, query, cancellationToken);

    public ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken) =>
        inner.SearchAsync(project, query, cancellationToken);

    public ValueTask<WriteOutcome> PutAsync(ProjectKey project, ResourceWrite write, CancellationToken cancellationToken) =>
        inner.PutAsync(project, write, cancellationToken);

    public ValueTask<WriteOutcome> DeleteAsync(ProjectKey project, ResourceKey key, long? expectedVersion, string? author, CancellationToken cancellationToken) =>
        inner.DeleteAsync(project, key, expectedVersion, author, cancellationToken);

    public ValueTask<FaxListPage<T>> FaxesAsync<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show, CancellationToken cancellationToken) =>
        inner.FaxesAsync(project, query, show, cancellationToken);

    public ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) => inner.FaxAsync(project, id, cancellationToken);

    public ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        inner.FaxOfAsync(project, communicationId, cancellationToken);

    public ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken) =>
        inner.AliasedAsync(project, resourceType, alias, cancellationToken);

    public ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        inner.DeliveryAsync(project, deliveryId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        inner.DeliveriesAsync(project, communicationId, cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        inner.AttemptsAsync(project, deliveryId, cancellationToken);

    public ValueTask<IdempotencyRecord?> IdempotencyAsync(
        ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.IdempotencyAsync(project, client, key, now, cancellationToken);

    public ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken) =>
        inner.InboxAsync(mailbox, carrierId, cancellationToken);

    public ValueTask<InboxRecord?> InboxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        inner.InboxOfAsync(project, communicationId, cancellationToken);

    public ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken) =>
        inner.UnsettledInboxAsync(mailbox, max, cancellationToken);

    public ValueTask<DateTimeOffset?> WatermarkAsync(MailboxKey mailbox, CancellationToken cancellationToken) =>
        inner.WatermarkAsync(mailbox, cancellationToken);

    public ValueTask<ProjectKey?> MailboxOwnerAsync(MailboxKey mailbox, CancellationToken cancellationToken) =>
        inner.MailboxOwnerAsync(mailbox, cancellationToken);

    public ValueTask<IReadOnlyList<MailboxKey>> MailboxesAsync(ProjectKey project, CancellationToken cancellationToken) =>
        inner.MailboxesAsync(project, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceKey>> PinsAsync(ProjectKey project, ResourceKey binary, CancellationToken cancellationToken) =>
        inner.PinsAsync(project, binary, cancellationToken);

    public virtual ValueTask AddDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken) =>
        inner.AddDeliveryAsync(delivery, cancellationToken);

    public ValueTask<bool> UpdateDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken) =>
        inner.UpdateDeliveryAsync(delivery, cancellationToken);

    public virtual ValueTask<bool> AddAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken) =>
        inner.AddAttemptAsync(attempt, cancellationToken);

    public virtual ValueTask UpdateAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken) =>
        inner.UpdateAttemptAsync(attempt, cancellationToken);

    public virtual ValueTask<IdempotencyRecord?> TryAddIdempotencyAsync(IdempotencyRecord record, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.TryAddIdempotencyAsync(record, now, cancellationToken);

    public ValueTask ReplaceIdempotencyAsync(IdempotencyRecord record, CancellationToken cancellationToken) =>
        inner.ReplaceIdempotencyAsync(record, cancellationToken);

    public virtual ValueTask<bool> TryAddInboxAsync(InboxRecord record, CancellationToken cancellationToken) =>
        inner.TryAddInboxAsync(record, cancellationToken);

    public virtual ValueTask UpdateInboxAsync(InboxRecord record, CancellationToken cancellationToken) =>
        inner.UpdateInboxAsync(record, cancellationToken);

    public virtual ValueTask SetWatermarkAsync(MailboxKey mailbox, DateTimeOffset watermark, CancellationToken cancellationToken) =>
        inner.SetWatermarkAsync(mailbox, watermark, cancellationToken);

    public ValueTask<ClaimOutcome> ClaimMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken) =>
        inner.ClaimMailboxAsync(mailbox, project, cancellationToken);

    public ValueTask ReleaseMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken) =>
        inner.ReleaseMailboxAsync(mailbox, project, cancellationToken);

    public ValueTask PinAsync(ProjectKey project, string communicationId, IReadOnlyList<ResourceKey> binaries, CancellationToken cancellationToken) =>
        inner.PinAsync(project, communicationId, binaries, cancellationToken);

    public ValueTask EnqueueAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        inner.EnqueueAsync(project, kind, subject, dueAt, cancellationToken);

    public ValueTask NudgeAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        inner.NudgeAsync(project, kind, subject, dueAt, cancellationToken);

    public ValueTask<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken) => inner.CompleteAsync(item, cancellationToken);

    public ValueTask<bool> RescheduleAsync(WorkItem item, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        inner.RescheduleAsync(item, dueAt, cancellationToken);
}
