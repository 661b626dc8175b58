using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Testing.Decorators;

/// <summary>A store that does what another does; what derives from it differs in one thing.</summary>
public abstract class StoreDecorator(IFhirFaxStore inner) : ReaderDecorator<IFhirFaxStore>(inner), IFhirFaxStore
{
    public event Action<WorkKind>? WorkAvailable
    {
        add => Inner.WorkAvailable += value;
        remove => Inner.WorkAvailable -= value;
    }

    public virtual IContentStore Content => Inner.Content;

    public virtual Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) =>
        Inner.WriteAsync(work, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => Inner.CheckAsync(cancellationToken);

    public Task<IReadOnlyList<WorkItem>> ClaimAsync(WorkKind kind, DateTimeOffset now, TimeSpan lease, int max, CancellationToken cancellationToken) =>
        Inner.ClaimAsync(kind, now, lease, max, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(WorkKind kind, CancellationToken cancellationToken) => Inner.NextDueAsync(kind, cancellationToken);

    public Task ReleaseLeasesAsync(CancellationToken cancellationToken) => Inner.ReleaseLeasesAsync(cancellationToken);

    public Task<ReindexingProgress> BeginReindexingAsync(string version, CancellationToken cancellationToken) =>
        Inner.BeginReindexingAsync(version, cancellationToken);

    public Task<ReindexingProgress> ReindexAsync(
        string version, Func<StoredResource, IReadOnlyList<IndexEntry>?> index, int max, CancellationToken cancellationToken) =>
        Inner.ReindexAsync(version, index, max, cancellationToken);

    public ValueTask<IReadOnlyList<string>> DistinctUrisAsync(
        ProjectKey project, IReadOnlyCollection<string> resourceTypes, string parameter, int max, CancellationToken cancellationToken) =>
        Inner.DistinctUrisAsync(project, resourceTypes, parameter, max, cancellationToken);
}
