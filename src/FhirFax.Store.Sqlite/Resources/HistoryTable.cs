using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Search;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Versions of a resource, a type or a project, newest first.</summary>
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

        var count = Math.Clamp(query.Count, 0, LargestPage);
        if (count == 0)
        {
            return new ResourcePage([], null, query.Total ? Count(scope, query) : null);
        }

        var place = Place(after);
        var (page, next) = query.ResourceType is { } type ? Page(scope, type, query, place, count) : Merge(scope.Project, query, place, count);
        // The only page is all there is.
        long? total = !query.Total ? null : after is null && next is null ? page.Count : Count(scope, query);
        return new ResourcePage(page, next is { } last ? Cursor(last).Write(shape) : null, total);
    }

    /// <summary>Null: it has no history.</summary>
    private HistoryScope? Find(ProjectKey project, HistoryQuery query)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        if (query.ResourceType is null)
        {
            return new HistoryScope(projectId, null, null);
        }

        if (session.FindType(query.ResourceType) is not { } typeId)
        {
            return null;
        }

        if (query.Id is null)
        {
            return new HistoryScope(projectId, typeId, null);
        }

        using var select = session.Prepare("SELECT seq FROM resource WHERE project=? AND type=? AND id=?").Bind(projectId).Bind(typeId).Bind(query.Id);
        return select.Step() ? new HistoryScope(projectId, typeId, select.Int64(0)) : null;
    }

    /// <returns>Next: the place of the last when more come after it.</returns>
    private (IReadOnlyList<StoredResource> Page, VersionPlace? Next) Page(HistoryScope scope, string type, HistoryQuery query, VersionPlace? after, int count)
    {
        var page = new List<StoredResource>();
        var rows = new ResourceRows(session);
        var last = default(VersionPlace);
        using var statement = HistorySql.Page(scope, query, after, count + 1).Prepare(session);
        while (statement.Step())
        {
            if (page.Count == count)
            {
                return (page, last);
            }

            last = new VersionPlace(statement.Int64(0), statement.Int64(1), statement.Int64(2));
            page.Add(rows.Read(statement, type, 3));
        }

        return (page, null);
    }

    /// <summary>A page of all types.</summary>
    /// <returns>Next: the place of the last when more come after it.</returns>
    private (IReadOnlyList<StoredResource> Page, VersionPlace? Next) Merge(long project, HistoryQuery query, VersionPlace? after, int count)
    {
        var page = new List<StoredResource>();
        var rows = new ResourceRows(session);
        var last = default(VersionPlace);
        var merge = new HistoryMerge(session, query, HistoryMerge.Types(session, project), after);
        while (!merge.IsEmpty)
        {
            if (page.Count == count)
            {
                return (page, last);
            }

            page.Add(merge.Next(rows, out last));
        }

        return (page, null);
    }

    private long Count(HistoryScope scope, HistoryQuery query)
    {
        var count = 0L;
        foreach (var each in scope.Type is null ? HistoryMerge.Types(session, scope.Project) : [scope])
        {
            using var statement = HistorySql.Count(each, query).Prepare(session);
            count += statement.Step() ? statement.Int64(0) : 0;
        }

        return count;
    }

    /// <summary>How a page would be found; for tests. Null: there is no history.</summary>
    internal IReadOnlyList<string>? Explain(ProjectKey project, HistoryQuery query, PageCursor? after)
    {
        if (Find(project, query) is not { } scope)
        {
            return null;
        }

        if (scope.Type is not null)
        {
            return [HistorySql.Page(scope, query, Place(after), 51).ToString()];
        }

        var plan = new List<string> { HistorySql.NextType };
        foreach (var type in HistoryMerge.Types(session, scope.Project))
        {
            plan.Add(HistorySql.Places(type, query, Place(after), current: true, 1).ToString());
            plan.Add(HistorySql.Places(type, query, Place(after), current: false, 1).ToString());
        }

        return plan;
    }

    private static PageCursor Cursor(VersionPlace place) => new([place.Updated, place.Version], place.Seq);

    private static VersionPlace? Place(PageCursor? cursor) => cursor is { Keys: [long updated, long version] } ? new VersionPlace(updated, cursor.Seq, version) : null;
}
