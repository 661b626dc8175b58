using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Testing.Decorators;

/// <summary>The reads of a store or of a transaction, as another one does them.</summary>
public abstract class ReaderDecorator<T>(T inner) : IResourceReader, IFaxReader, IFaxList
    where T : IResourceReader, IFaxReader, IFaxList
{
    protected T Inner { get; } = inner;

    public virtual ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) =>
        Inner.ReadAsync(project, key, cancellationToken);

    public virtual ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) =>
        Inner.ReadVersionAsync(project, key, versionId, cancellationToken);

    public virtual ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) =>
        Inner.HistoryAsync(project, query, cancellationToken);

    public virtual ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken) =>
        Inner.SearchAsync(project, query, cancellationToken);

    public virtual ValueTask<FaxListPage<TShown>> FaxesAsync<TShown>(ProjectKey project, FaxListQuery query, Func<ListedFax, TShown> show, CancellationToken cancellationToken) =>
        Inner.FaxesAsync(project, query, show, cancellationToken);

    public virtual ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) => Inner.FaxAsync(project, id, cancellationToken);

    public virtual ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        Inner.FaxOfAsync(project, communicationId, cancellationToken);

    public virtual ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken) =>
        Inner.AliasedAsync(project, resourceType, alias, cancellationToken);

    public virtual ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        Inner.DeliveryAsync(project, deliveryId, cancellationToken);

    public virtual ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        Inner.DeliveriesAsync(project, communicationId, cancellationToken);

    public virtual ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        Inner.AttemptsAsync(project, deliveryId, cancellationToken);

    public virtual ValueTask<IdempotencyRecord?> IdempotencyAsync(ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        Inner.IdempotencyAsync(project, client, key, now, cancellationToken);

    public virtual ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken) =>
        Inner.InboxAsync(mailbox, carrierId, cancellationToken);

    public virtual ValueTask<InboxRecord?> InboxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        Inner.InboxOfAsync(project, communicationId, cancellationToken);

    public virtual ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken) =>
        Inner.UnsettledInboxAsync(mailbox, max, cancellationToken);

    public virtual ValueTask<DateTimeOffset?> WatermarkAsync(MailboxKey mailbox, CancellationToken cancellationToken) =>
        Inner.WatermarkAsync(mailbox, cancellationToken);

    public virtual ValueTask<ProjectKey?> MailboxOwnerAsync(MailboxKey mailbox, CancellationToken cancellationToken) =>
        Inner.MailboxOwnerAsync(mailbox, cancellationToken);

    public virtual ValueTask<IReadOnlyList<MailboxKey>> MailboxesAsync(ProjectKey project, CancellationToken cancellationToken) =>
        Inner.MailboxesAsync(project, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ResourceKey>> PinsAsync(ProjectKey project, ResourceKey binary, CancellationToken cancellationToken) =>
        Inner.PinsAsync(project, binary, cancellationToken);
}
