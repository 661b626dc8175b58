using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Search;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Versions of a resource, a type or a project, newest first: current and replaced ones merged in the order of their indexes.</summary>
internal sealed class HistoryTable(Session session)
{
    private const int LargestPage = 1000;

    public ResourcePage Read(ProjectKey project, HistoryQuery query)
    {
        if (query is { Id: not null, ResourceType: null })
        {
            throw new ArgumentException("A history of an id needs its type.", nameof(query));
        }

        var shape = QueryShape.Of(project, query);
        PageCursor? after = null;
        if (query.Cursor is { } text && !(PageCursor.TryRead(text, shape, keys: 2, out after) && after.Keys is [long, long]))
        {
            return ResourcePage.BadCursor;
        }

        if (Find(project, query) is not { } scope)
        {
            return new ResourcePage([], null, query.Total ? 0 : null);
        }

        long? total = query.Total ? Count(scope, query) : null;
        var count = Math.Clamp(query.Count, 0, LargestPage);
        if (count == 0)
        {
            return new ResourcePage([], null, total);
        }

        var (page, last, more) = Page(scope, query, after, count);
        return new ResourcePage(page, more ? last!.Write(shape) : null, total);
    }

    /// <summary>Null: it has no history.</summary>
    private Scope? Find(ProjectKey project, HistoryQuery query)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        if (query.ResourceType is null)
        {
            return new Scope(projectId, null, null);
        }

        if (session.FindType(query.ResourceType) is not { } typeId)
        {
            return null;
        }

        if (query.Id is null)
        {
            return new Scope(projectId, typeId, null);
        }

        using var select = session.Prepare("SELECT seq FROM resource WHERE project=? AND type=? AND id=?").Bind(projectId).Bind(typeId).Bind(query.Id);
        return select.Step() ? new Scope(projectId, typeId, select.Int64(0)) : null;
    }

    private (IReadOnlyList<StoredResource> Page, PageCursor? Last, bool More) Page(Scope scope, HistoryQuery query, PageCursor? after, int count)
    {
        var page = new List<StoredResource>(count);
        PageCursor? last = null;
        var rows = new ResourceRows(session);
        using var statement = Select(scope, query, after, count + 1).Prepare(session);
        while (statement.Step())
        {
            if (page.Count == count)
            {
                return (page, last, true);
            }

            var (seq, version, updated, type) = (statement.Int64(0), statement.Int64(1), statement.Int64(2), session.TypeName(statement.Int64(4)));
            page.Add(statement.Int64(3) != 0 ? rows.Read(seq, type) : rows.Read(seq, version, type));
            last = new PageCursor([updated, version], seq);
        }

        return (page, last, false);
    }

    private long Count(Scope scope, HistoryQuery query)
    {
        var sql = new Sql().Add("SELECT (SELECT COUNT(*) FROM ");
        WriteVersions(sql, scope, query, null, current: true);
        sql.Add(") + (SELECT COUNT(*) FROM ");
        WriteVersions(sql, scope, query, null, current: false);
        using var statement = sql.Add(")").Prepare(session);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>How a page would be found; for tests. Null: there is no history.</summary>
    internal Sql? Explain(ProjectKey project, HistoryQuery query, PageCursor? after) =>
        Find(project, query) is { } scope ? Select(scope, query, after, 51) : null;

    private static Sql Select(Scope scope, HistoryQuery query, PageCursor? after, int limit)
    {
        const string columns = "SELECT h.seq AS seq, h.version AS version, h.updated AS updated";
        var sql = new Sql().Add($"{columns}, 1 AS present, h.type AS type FROM ");
        WriteVersions(sql, scope, query, after, current: true);
        sql.Add($" UNION ALL {columns}, 0, h.type FROM ");
        WriteVersions(sql, scope, query, after, current: false);
        return sql.Add(" ORDER BY updated DESC, seq DESC, version DESC LIMIT ").Argument((long)limit);
    }

    private static void WriteVersions(Sql sql, Scope scope, HistoryQuery query, PageCursor? after, bool current)
    {
        var table = current ? "resource" : "resource_version";
        sql.Add($"{table} h");
        if (scope.Seq is { } seq)
        {
            sql.Add(" WHERE h.seq = ").Argument(seq);
        }
        else
        {
            sql.Add($" INDEXED BY {table}{(scope.Type is null ? "_project" : "")}_updated WHERE h.project = ").Argument(scope.Project);
            _ = scope.Type is { } type ? sql.Add(" AND h.type = ").Argument(type) : sql;
        }

        if (query.Since is { } since)
        {
            sql.Add(" AND h.updated >= ").Argument(since.CeilingMicroseconds());
        }

        if ((query.AtEnd ?? query.At + TimeSpan.FromMicroseconds(1)) is { } end)
        {
            sql.Add(" AND h.updated < ").Argument(end.CeilingMicroseconds());
        }

        // A current version has no end.
        if (query.At is { } at && !current)
        {
            sql.Add(" AND h.superseded > ").Argument(at.ToMicroseconds());
        }

        if (after is { Keys: [long updated, long version] })
        {
            sql.Add(" AND (h.updated, h.seq, h.version) < (").Argument(updated).Add(",").Argument(after.Seq).Add(",").Argument(version).Add(")");
        }
    }

    /// <param name="Type">Null: all types.</param>
    /// <param name="Seq">Null: all resources of the type.</param>
    private readonly record struct Scope(long Project, long? Type, long? Seq);
}
