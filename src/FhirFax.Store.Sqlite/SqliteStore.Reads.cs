using FhirFax.Fhir.Search;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Store.Sqlite;

public sealed partial class SqliteStore
{
    public ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, key), static (t, c) => t.Resources.Read(c.project, c.key), cancellationToken);

    public ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, key, versionId), static (t, c) => t.Resources.ReadVersion(c.project, c.key, c.versionId), cancellationToken);

    public ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) =>
        _readers.ReadSnapshotAsync((project, query), static (t, c) => t.History.Read(c.project, c.query), cancellationToken);

    public ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken) =>
        _readers.ReadSnapshotAsync((project, query), static (t, c) => t.Search.Search(c.project, c.query), cancellationToken);

    public ValueTask<IReadOnlyList<string>> DistinctUrisAsync(
        ProjectKey project, IReadOnlyCollection<string> resourceTypes, string parameter, int max, CancellationToken cancellationToken) =>
        _readers.ReadSnapshotAsync((project, resourceTypes, parameter, max), static (t, c) => t.DistinctUris.Read(c.project, c.resourceTypes, c.parameter, c.max), cancellationToken);

    public ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, deliveryId), static (t, c) => t.Deliveries.Read(c.project, c.deliveryId), cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, communicationId), static (t, c) => t.Deliveries.OfCommunication(c.project, c.communicationId), cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, deliveryId), static (t, c) => t.Attempts.OfDelivery(c.project, c.deliveryId), cancellationToken);

    public ValueTask<IdempotencyRecord?> IdempotencyAsync(ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, client, key, now), static (t, c) => t.Idempotency.Read(c.project, c.client, c.key, c.now), cancellationToken);

    public ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken) =>
        _readers.ReadAsync((mailbox, carrierId), static (t, c) => t.Inbox.Read(c.mailbox, c.carrierId), cancellationToken);

    public ValueTask<InboxRecord?> InboxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, communicationId), static (t, c) => t.Inbox.OfCommunication(c.project, c.communicationId), cancellationToken);

    public ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken) =>
        _readers.ReadAsync((mailbox, max), static (t, c) => t.Inbox.Unsettled(c.mailbox, c.max), cancellationToken);

    public ValueTask<DateTimeOffset?> WatermarkAsync(MailboxKey mailbox, CancellationToken cancellationToken) =>
        _readers.ReadAsync(mailbox, static (t, c) => t.Inbox.Watermark(c), cancellationToken);

    public ValueTask<ProjectKey?> MailboxOwnerAsync(MailboxKey mailbox, CancellationToken cancellationToken) =>
        _readers.ReadAsync(mailbox, static (t, c) => t.Mailboxes.Owner(c), cancellationToken);

    public ValueTask<IReadOnlyList<MailboxKey>> MailboxesAsync(ProjectKey project, CancellationToken cancellationToken) =>
        _readers.ReadAsync(project, static (t, c) => t.Mailboxes.OfProject(c), cancellationToken);

    public ValueTask<FaxListPage<T>> FaxesAsync<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show, CancellationToken cancellationToken) =>
        _readers.ReadSnapshotAsync((project, query, show), static (t, c) => t.Faxes.Page(c.project, c.query, c.show), cancellationToken);

    public ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) =>
        _readers.ReadSnapshotAsync((project, id), static (t, c) => t.Faxes.Find(c.project, c.id), cancellationToken);

    public ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        _readers.ReadSnapshotAsync((project, communicationId), static (t, c) => t.Faxes.Of(c.project, c.communicationId), cancellationToken);

    public ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, resourceType, alias), static (t, c) => t.Aliases.Find(c.project, c.resourceType, c.alias), cancellationToken);

    public ValueTask<IReadOnlyList<ResourceKey>> PinsAsync(ProjectKey project, ResourceKey binary, CancellationToken cancellationToken) =>
        _readers.ReadAsync((project, binary), static (t, c) => t.Pins.Of(c.project, c.binary), cancellationToken);
}
