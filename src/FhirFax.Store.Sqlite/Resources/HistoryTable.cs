using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Search;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Versions of a resource, a type or a project, newest first: current and replaced ones merged in the order of their indexes.</summary>
internal sealed class HistoryTable(Session session)
{
    private const int LargestPage = 1000;

    /// <summary>What of a version lies with its resource.</summary>
    private const string Joined = " CROSS JOIN resource r WHERE r.seq = h.seq AND ";

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

        var count = Math.Clamp(query.Count, 0, LargestPage);
        if (count == 0)
        {
            return new ResourcePage([], null, query.Total ? Count(scope, query) : null);
        }

        var (page, next) = Page(scope, query, after, count);
        // The only page is all there is.
        long? total = !query.Total ? null : after is null && next is null ? page.Count : Count(scope, query);
        return new ResourcePage(page, next?.Write(shape), total);
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

    private (IReadOnlyList<StoredResource> Page, PageCursor? Next) Page(Scope scope, HistoryQuery query, PageCursor? after, int count)
    {
        var page = new List<StoredResource>();
        var rows = new ResourceRows(session);
        var last = default((long Seq, long Version, long Updated));
        using var statement = Select(scope, query, after, count + 1).Prepare(session);
        while (statement.Step())
        {
            if (page.Count == count)
            {
                return (page, new PageCursor([last.Updated, last.Version], last.Seq));
            }

            last = (statement.Int64(0), statement.Int64(1), statement.Int64(2));
            page.Add(rows.Read(statement, session.TypeName(statement.Int64(3)), 4));
        }

        return (page, null);
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

    /// <summary>Both tables have an index in the order asked for, so that their rows are merged and not sorted.</summary>
    private static Sql Select(Scope scope, HistoryQuery query, PageCursor? after, int limit)
    {
        const string place = "SELECT h.seq AS seq, h.version AS version, h.updated AS updated, h.type AS type";
        var sql = new Sql().Add($"{place}, {ResourceRows.Columns} FROM ");
        WriteVersions(sql, scope, query, after, current: true, Joined);
        sql.Add($" UNION ALL {place}, {ResourceRows.VersionColumns} FROM ");
        WriteVersions(sql, scope, query, after, current: false, Joined);
        return sql.Add(scope.Seq is null ? " ORDER BY updated DESC, seq DESC, version DESC LIMIT " : " ORDER BY version DESC LIMIT ").Argument((long)limit);
    }

    private static void WriteVersions(Sql sql, Scope scope, HistoryQuery query, PageCursor? after, bool current, string joined = " WHERE ")
    {
        var table = current ? "resource" : "resource_version";
        sql.Add($"{table} h");
        if (scope.Seq is { } seq)
        {
            sql.Add(joined).Add("h.seq = ").Argument(seq);
        }
        else
        {
            sql.Add($" INDEXED BY {table}{(scope.Type is null ? "_project" : "")}_updated{joined}h.project = ").Argument(scope.Project);
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
