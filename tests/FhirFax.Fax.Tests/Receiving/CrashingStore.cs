using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>A store through which one process works; it can die before or after any write, and everything it asks for after that fails.</summary>
internal sealed class CrashingStore(IFhirFaxStore store, Action step) : IFhirFaxStore
{
    private readonly IFhirFaxStore _store = store;
    private readonly Action _step = step;

    public event Action<WorkKind>? WorkAvailable
    {
        add => _store.WorkAvailable += value;
        remove => _store.WorkAvailable -= value;
    }

    public IContentStore Content => new CrashingContent(this);

    public async Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        _step();
        var result = await _store.WriteAsync(work, cancellationToken);
        _step();
        return result;
    }

    public ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken)
    {
        _step();
        return _store.InboxAsync(mailbox, carrierId, cancellationToken);
    }

    public ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken)
    {
        _step();
        return _store.UnsettledInboxAsync(mailbox, max, cancellationToken);
    }

    public Task<ReindexingProgress> BeginReindexingAsync(string version, CancellationToken cancellationToken) => _store.BeginReindexingAsync(version, cancellationToken);

    public Task<ReindexingProgress> ReindexAsync(
        string version, Func<StoredResource, IReadOnlyList<IndexEntry>?> index, int max, CancellationToken cancellationToken) =>
        _store.ReindexAsync(version, index, max, cancellationToken);

    public ValueTask<FaxListPage<T>> FaxesAsync<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show, CancellationToken cancellationToken) =>
        _store.FaxesAsync(project, query, show, cancellationToken);

    public ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) => _store.FaxAsync(project, id, cancellationToken);

    public ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        _store.FaxOfAsync(project, communicationId, cancellationToken);

    public ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken) =>
        _store.AliasedAsync(project, resourceType, alias, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => _store.CheckAsync(cancellationToken);

    public ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) =>
        _store.ReadAsync(project, key, cancellationToken);

    public ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) =>
        _store.ReadVersionAsync(project, key, versionId, cancellationToken);

    public ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) =>
        _store.HistoryAsync(project, query, cancellationToken);

    public ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken) =>
        _store.SearchAsync(project, query, cancellationToken);

    public ValueTask<IReadOnlyList<string>> DistinctUrisAsync(
        ProjectKey project, IReadOnlyCollection<string> resourceTypes, string parameter, int max, CancellationToken cancellationToken) =>
        _store.DistinctUrisAsync(project, resourceTypes, parameter, max, cancellationToken);

    public ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        _store.DeliveryAsync(project, deliveryId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        _store.DeliveriesAsync(project, communicationId, cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        _store.AttemptsAsync(project, deliveryId, cancellationToken);

    public ValueTask<IdempotencyRecord?> IdempotencyAsync(ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        _store.IdempotencyAsync(project, client, key, now, cancellationToken);

    public ValueTask<InboxRecord?> InboxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        _store.InboxOfAsync(project, communicationId, cancellationToken);

    public ValueTask<DateTimeOffset?> WatermarkAsync(MailboxKey mailbox, CancellationToken cancellationToken) => _store.WatermarkAsync(mailbox, cancellationToken);

    public ValueTask<ProjectKey?> MailboxOwnerAsync(MailboxKey mailbox, CancellationToken cancellationToken) => _store.MailboxOwnerAsync(mailbox, cancellationToken);

    public ValueTask<IReadOnlyList<MailboxKey>> MailboxesAsync(ProjectKey project, CancellationToken cancellationToken) =>
        _store.MailboxesAsync(project, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceKey>> PinsAsync(ProjectKey project, ResourceKey binary, CancellationToken cancellationToken) =>
        _store.PinsAsync(project, binary, cancellationToken);

    public Task<IReadOnlyList<WorkItem>> ClaimAsync(WorkKind kind, DateTimeOffset now, TimeSpan lease, int max, CancellationToken cancellationToken) =>
        _store.ClaimAsync(kind, now, lease, max, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(WorkKind kind, CancellationToken cancellationToken) => _store.NextDueAsync(kind, cancellationToken);

    public Task ReleaseLeasesAsync(CancellationToken cancellationToken) => _store.ReleaseLeasesAsync(cancellationToken);

    private sealed class CrashingContent(CrashingStore owner) : IContentStore
    {
        public async Task<ContentReceipt> WriteAsync(ProjectKey project, Stream source, long limit, CancellationToken cancellationToken)
        {
            owner._step();
            var receipt = await owner._store.Content.WriteAsync(project, source, limit, cancellationToken);
            owner._step();
            return receipt;
        }

        public ValueTask<ContentRead> OpenAsync(ProjectKey project, ContentHash hash, CancellationToken cancellationToken) =>
            owner._store.Content.OpenAsync(project, hash, cancellationToken);

        public Task<int> SweepAsync(CancellationToken cancellationToken) => owner._store.Content.SweepAsync(cancellationToken);
    }
}
