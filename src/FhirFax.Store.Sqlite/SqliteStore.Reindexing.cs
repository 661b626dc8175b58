using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite;

public sealed partial class SqliteStore
{
    public async Task<ReindexingProgress> BeginReindexingAsync(string version, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(version, static (t, v) => t.IndexState.Read(v), cancellationToken)
        ?? await _writer.WriteAsync((transaction, _) => ValueTask.FromResult(((SqliteTransaction)transaction).BeginReindexing(version)), cancellationToken);

    public async Task<ReindexingProgress> ReindexAsync(
        string version, Func<StoredResource, IReadOnlyList<IndexEntry>?> index, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var progress = await BeginReindexingAsync(version, cancellationToken);
        if (progress.IsComplete)
        {
            return progress;
        }

        var (batch, done) = await _readers.ReadSnapshotAsync((progress, max), static (t, c) => t.IndexState.Next(c.progress, c.max, t.Resources), cancellationToken);
        // Indexing is what takes the time, and is done before the writer is asked.
        var entries = new List<(IndexStateTable.Outdated Outdated, IReadOnlyList<IndexEntry> Entries)>(batch.Count);
        foreach (var outdated in batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (index(outdated.Resource) is { } found)
            {
                entries.Add((outdated, found));
            }
        }

        return await _writer.WriteAsync((transaction, _) => ValueTask.FromResult(((SqliteTransaction)transaction).Reindex(version, entries, done)), cancellationToken);
    }
}
