using FhirFax.Fhir.Search;

namespace FhirFax.Store.Resources;

/// <summary>
/// Brings the index entries of what is stored up to date after what resources are found by has changed: new search parameters, or a new way to index. How far it got is durable,
/// so that it goes on where a process ended. Reads and writes go on meanwhile; until it is done, searches find older resources as they were indexed before.
/// </summary>
public interface IReindexing
{
    /// <summary>Compares the version of the entries that are stored with <paramref name="version"/>, and notes what is to be done where they differ. Of an empty store, nothing.</summary>
    /// <param name="version">Names the way of indexing that every write uses from now on.</param>
    Task<ReindexingProgress> BeginReindexingAsync(string version, CancellationToken cancellationToken);

    /// <summary>Indexes some of the resources that <see cref="BeginReindexingAsync"/> found outdated, oldest first.</summary>
    /// <param name="index">The entries of a resource; null leaves those that it has. Called outside of any transaction, and not for deleted resources.</param>
    /// <param name="max">Resources at most, and fewer when they are large.</param>
    Task<ReindexingProgress> ReindexAsync(string version, Func<StoredResource, IReadOnlyList<IndexEntry>?> index, int max, CancellationToken cancellationToken);
}
