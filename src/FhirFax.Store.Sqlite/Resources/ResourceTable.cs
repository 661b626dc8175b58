using FhirFax.Store.Content;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Current versions and those they replaced.</summary>
internal sealed class ResourceTable(Session session)
{
    private const string Current = $"SELECT {ResourceRows.Columns} FROM resource r WHERE r.project=? AND r.type=? AND r.id=?";
    private const string Replaced = $"""
        SELECT {ResourceRows.VersionColumns} FROM resource r JOIN resource_version h ON h.seq = r.seq AND h.version = ? WHERE r.project=? AND r.type=? AND r.id=?
        """;

    private readonly EntryTable _entries = new(session);
    private readonly MovedTable _moved = new(session);

    public StoredResource? Read(ProjectKey project, ResourceKey key)
    {
        if (session.FindProject(project) is not { } projectId || session.FindType(key.Type) is not { } typeId)
        {
            return null;
        }

        using var select = session.Prepare(Current).Bind(projectId).Bind(typeId).Bind(key.Id);
        return select.Step() ? new ResourceRows(session).Read(select, key, 1) : null;
    }

    /// <summary>The current version of the resource in that row.</summary>
    public StoredResource ReadRow(long seq, string type) => new ResourceRows(session).Read(seq, type);

    public StoredResource? ReadVersion(ProjectKey project, ResourceKey key, long versionId)
    {
        var current = Read(project, key);
        if (current is null || versionId == current.VersionId)
        {
            return current;
        }

        if (versionId > current.VersionId)
        {
            return null;
        }

        using var select = session.Prepare(Replaced).Bind(versionId).Bind(session.Project(project)).Bind(session.Type(key.Type)).Bind(key.Id);
        return select.Step() ? new ResourceRows(session).Read(select, key, 1) : null;
    }

    /// <param name="seq">The row it is in; 0 when nothing was stored.</param>
    public WriteOutcome Put(ProjectKey project, ResourceWrite write, IWriteClock clock, out long seq)
    {
        seq = 0;
        var key = new ResourceKey(write.Resource.ResourceType, write.Resource.Id);
        var (projectId, typeId) = (session.Project(project), session.Type(key.Type));
        var head = Head(projectId, typeId, key.Id);
        if (write.ExpectedVersion is { } expected && expected != head.Present)
        {
            return new WriteOutcome.VersionConflict(head.Present);
        }

        var updated = clock.Stamp(head.Seq, head.Updated);
        var instant = Instants.FromMicroseconds(updated);
        var stored = new StoredResource
        {
            Key = key,
            VersionId = head.Version + 1,
            LastUpdated = instant,
            Utf8 = write.Resource.Render(head.Version + 1, instant),
            Content = write.Content,
            Author = write.Author,
            Creator = head.Exists ? head.Creator : write.Author,
        };
        seq = head.Exists ? Replace(head, stored, updated) : Insert(projectId, typeId, stored, updated);
        clock.Wrote(seq);
        _entries.Replace(projectId, typeId, seq, write.Resource.Entries, isNew: head.Present == 0, head.Exists ? updated : null);
        if (head.Present != 0)
        {
            _moved.AddUpdated(projectId, typeId, seq, head.Updated, updated);
        }

        return head.Present == 0 ? new WriteOutcome.Created(stored) : new WriteOutcome.Updated(stored);
    }

    public WriteOutcome Delete(ProjectKey project, ResourceKey key, long? expectedVersion, string? author, IWriteClock clock)
    {
        var current = Read(project, key);
        if (current is null or { IsDeleted: true })
        {
            return new WriteOutcome.NotFound(current);
        }

        if (expectedVersion is { } expected && expected != current.VersionId)
        {
            return new WriteOutcome.VersionConflict(current.VersionId);
        }

        var head = Head(session.Project(project), session.Type(key.Type), key.Id);
        var updated = clock.Stamp(head.Seq, head.Updated);
        var tombstone = new StoredResource
        {
            Key = key,
            VersionId = head.Version + 1,
            LastUpdated = Instants.FromMicroseconds(updated),
            IsDeleted = true,
            Author = author,
            Creator = head.Creator,
        };
        Replace(head, tombstone, updated);
        clock.Wrote(head.Seq);
        _entries.Remove(session.Project(project), session.Type(key.Type), head.Seq, updated);
        _moved.AddUpdated(session.Project(project), session.Type(key.Type), head.Seq, head.Updated, updated);
        return new WriteOutcome.Deleted(tombstone);
    }

    private CurrentVersion Head(long project, long type, string id)
    {
        using var select = session.Prepare("SELECT seq, version, updated, deleted, creator FROM resource WHERE project=? AND type=? AND id=?").Bind(project).Bind(type).Bind(id);
        return select.Step()
            ? new CurrentVersion(select.Int64(0), select.Int64(1), select.Int64(2), select.Int64(3) != 0, select.NullableText(4))
            : default;
    }

    private long Insert(long project, long type, StoredResource stored, long updated)
    {
        using var insert = session.Prepare("""
            INSERT INTO resource(project, type, id, version, updated, deleted, creator, author, content_hash, content_size, content_name, json) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)
            """).Bind(project).Bind(type).Bind(stored.Key.Id).Bind(stored.VersionId).Bind(updated).Bind(stored.IsDeleted ? 1L : 0L).Bind(stored.Creator);
        BindBody(insert, stored).Run();
        return session.Connection.LastInsertRowId;
    }

    private long Replace(CurrentVersion head, StoredResource stored, long updated)
    {
        using (var keep = session.Prepare("""
            INSERT INTO resource_version(seq, version, project, type, updated, superseded, deleted, author, content_hash, content_size, content_name, json)
            SELECT seq, version, project, type, updated, ?, deleted, author, content_hash, content_size, content_name, json FROM resource WHERE seq=?
            """).Bind(updated).Bind(head.Seq))
        {
            keep.Run();
        }

        // Naming deleted would have SQLite write the index of those that are not, whether or not it changes.
        var update = stored.IsDeleted == head.IsDeleted
            ? session.Prepare("UPDATE resource SET version=?, updated=?, author=?, content_hash=?, content_size=?, content_name=?, json=? WHERE seq=?")
            : session.Prepare("UPDATE resource SET deleted=NOT deleted, version=?, updated=?, author=?, content_hash=?, content_size=?, content_name=?, json=? WHERE seq=?");
        using (update)
        {
            BindBody(update.Bind(stored.VersionId).Bind(updated), stored).Bind(head.Seq).Run();
        }

        return head.Seq;
    }

    private static Statement BindBody(Statement statement, StoredResource stored) => statement
        .Bind(stored.Author).Bind(stored.Content?.Hash.ToString()).Bind(stored.Content?.Size).Bind(stored.Content?.FileName).Bind(stored.Utf8.Span);

    /// <summary>What a write must know of the version it replaces.</summary>
    private readonly record struct CurrentVersion(long Seq, long Version, long Updated, bool IsDeleted, string? Creator)
    {
        public bool Exists => Seq != 0;

        /// <summary>0 when there is nothing to see.</summary>
        public long Present => IsDeleted ? 0 : Version;
    }
}
