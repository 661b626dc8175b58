using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Store;

/// <summary>
/// Where everything durable is kept. Reads see the last commit (read-your-writes across all callers); writes happen only inside <see cref="WriteAsync{T}"/>.
/// Safe for any number of concurrent callers, and shaped so that several server nodes can share one.
/// </summary>
public interface IFhirFaxStore : IResourceReader, IIndexedValues, IFaxReader, IFaxList, IWorkQueue, IReindexing
{
    IContentStore Content { get; }

    /// <summary>
    /// Runs <paramref name="work"/> in one atomic, durable transaction; when the task completes the changes have been flushed to disk. An exception from
    /// <paramref name="work"/>, or <see cref="IStoreTransaction.Abandon"/>, undoes everything it wrote. A store may run the work of several callers in one physical commit, or run it
    /// again after a serialization failure: it must not do I/O besides the transaction, must not wait for anything else, and must be repeatable.
    /// What contradicts the store's rules (a second Delivery of one id, an update of what does not exist) is an <see cref="InvalidOperationException"/>; a full or failing disk is a
    /// <see cref="StoreUnavailableException"/>. Either undoes the work, even if the work catches it.
    /// </summary>
    Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Proof that the store answers and that something can be written (for readiness): a small durable write, so it costs a flush. Throws when it fails, as on a full disk.
    /// </summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
