using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.ProbedServer.Parts;

/// <summary>A store that does what another does; what derives from it differs in one thing.</summary>
internal abstract class StoreDecorator(IFhirFaxStore inner) : IFhirFaxStore
{
    public event Action<WorkKind>? WorkAvailable
    {
        add => inner.WorkAvailable += value;
        remove => inner.WorkAvailable -= value;
    }

    public virtual IContentStore Content => inner.Content;

    public virtual Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) =>
        inner.WriteAsync(work, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public Task<IReadOnlyList<WorkItem>> ClaimAsync(WorkKind kind, DateTimeOffset now, TimeSpan lease, int max, CancellationToken cancellationToken) =>
        inner.ClaimAsync(kind, now, lease, max, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(WorkKind kind, CancellationToken cancellationToken) => inner.NextDueAsync(kind, cancellationToken);

    public Task ReleaseLeasesAsync(CancellationToken cancellationToken) => inner.ReleaseLeasesAsync(cancellationToken);

    public Task<ReindexingProgress> BeginReindexingAsync(string version, CancellationToken cancellationToken) =>
        inner.BeginReindexingAsync(version, cancellationToken);

    public Task<ReindexingProgress> ReindexAsync(
        string version, Func<StoredResource, IReadOnlyList<IndexEntry>?> index, int max, CancellationToken cancellationToken) =>
        inner.ReindexAsync(version, index, max, cancellationToken);

    public ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) =>
        inner.ReadAsync(project, key, cancellationToken);

    public ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) =>
        inner.ReadVersionAsync(project, key, versionId, cancellationToken);

    public ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) =>
        inner.HistoryAsync(project, query, cancellationToken);

    public ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken) =>
        inner.SearchAsync(project, query, cancellationToken);

    public ValueTask<FaxListPage<T>> FaxesAsync<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show, CancellationToken cancellationToken) =>
        inner.FaxesAsync(project, query, show, cancellationToken);

    public ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) => inner.FaxAsync(project, id, cancellationToken);

    public ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        inner.FaxOfAsync(project, communicationId, cancellationToken);

    public ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken) =>
        inner.AliasedAsync(project, resourceType, alias, cancellationToken);

    public ValueTask<IReadOnlyList<string>> DistinctUrisAsync(
        ProjectKey project, IReadOnlyCollection<string> resourceTypes, string parameter, int max, CancellationToken cancellationToken) =>
        inner.DistinctUrisAsync(project, resourceTypes, parameter, max, cancellationToken);

    public ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        inner.DeliveryAsync(project, deliveryId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        inner.DeliveriesAsync(project, communicationId, cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        inner.AttemptsAsync(project, deliveryId, cancellationToken);

    public virtual ValueTask<IdempotencyRecord?> IdempotencyAsync(ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.IdempotencyAsync(project, client, key, now, cancellationToken);

    public virtual ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken) =>
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
}
