namespace FhirFax.Store.Content;

/// <summary>Large bytes outside the rows, by (project, SHA-256). Written and durable before the row that names them commits.</summary>
public interface IContentStore
{
    /// <summary>
    /// Streams to a temporary file, flushes, renames, flushes the directory. Storing the same bytes twice is one file. More than <paramref name="limit"/> bytes:
    /// <see cref="ContentTooLargeException"/>, nothing kept; a full or failing disk: <see cref="StoreUnavailableException"/>, nothing kept. The result is safe from <see cref="SweepAsync"/> for 24 h even when nothing names it yet, also when it existed before.
    /// </summary>
    Task<ContentReceipt> WriteAsync(ProjectKey project, Stream source, long limit, CancellationToken cancellationToken);

    ValueTask<ContentRead> OpenAsync(ProjectKey project, ContentHash hash, CancellationToken cancellationToken);

    /// <summary>Removes what for 24 h no resource version, Delivery or upload has named, and temporary files as old; returns how many.</summary>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
