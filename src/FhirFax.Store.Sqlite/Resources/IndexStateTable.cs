using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Which version the index entries have, and the resources that have yet to get there.</summary>
internal sealed class IndexStateTable(Session session)
{
    /// <summary>What is read of resources for one batch.</summary>
    private const long LargestBatch = 4 * 1024 * 1024;

    private readonly EntryTable _entries = new(session);

    internal readonly record struct Outdated(long Seq, StoredResource Resource, ProjectKey Project);

    /// <summary>Null: other than this version, or none.</summary>
    public ReindexingProgress? Read(string version)
    {
        using var select = session.Prepare("SELECT done, last FROM index_state WHERE id = 1 AND version = ?").Bind(version);
        return select.Step() ? new ReindexingProgress(select.Int64(0), select.Int64(1)) : null;
    }

    public ReindexingProgress Begin(string version)
    {
        if (Read(version) is { } known)
        {
            return known;
        }

        using var select = session.Prepare("SELECT COALESCE(MAX(seq), 0) FROM resource");
        var begun = new ReindexingProgress(0, select.Step() ? select.Int64(0) : 0);
        using var replace = session.Prepare("INSERT OR REPLACE INTO index_state(id, version, done, last) VALUES(1, ?, ?, ?)");
        replace.Bind(version).Bind(begun.Done).Bind(begun.Last).Run();
        return begun;
    }

    /// <summary>The next resources that are there, at least one if there is one; and the position behind which no more of them lie before.</summary>
    public (IReadOnlyList<Outdated> Batch, long Done) Next(ReindexingProgress progress, int max, ResourceTable resources)
    {
        var batch = new List<Outdated>();
        var size = 0L;
        using var select = session.Prepare("SELECT seq, project, type FROM resource WHERE seq > ? AND seq <= ? AND deleted = 0 ORDER BY seq LIMIT ?")
            .Bind(progress.Done).Bind(progress.Last).Bind((long)max);
        while (size < LargestBatch && select.Step())
        {
            var resource = resources.ReadRow(select.Int64(0), session.TypeName(select.Int64(2)));
            batch.Add(new Outdated(select.Int64(0), resource, session.ProjectKey(select.Int64(1))));
            size += resource.Utf8.Length;
        }

        return (batch, batch.Count == max || size >= LargestBatch ? batch[^1].Seq : progress.Last);
    }

    /// <summary>Puts the entries in place of a resource that is still the version they were made of.</summary>
    /// <param name="at">In microseconds.</param>
    public void Replace(Outdated outdated, IReadOnlyList<IndexEntry> entries, long at)
    {
        using var select = session.Prepare("SELECT 1 FROM resource WHERE seq = ? AND version = ? AND deleted = 0").Bind(outdated.Seq).Bind(outdated.Resource.VersionId);
        if (select.Step())
        {
            _entries.Replace(session.Project(outdated.Project), session.Type(outdated.Resource.Key.Type), outdated.Seq, entries, isNew: false, movedAt: at);
        }
    }

    public void Advance(string version, long done)
    {
        using var update = session.Prepare("UPDATE index_state SET done = ? WHERE version = ? AND done < ?").Bind(done).Bind(version).Bind(done);
        update.Run();
    }
}
