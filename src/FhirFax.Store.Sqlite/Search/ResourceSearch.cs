using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>Answers a <see cref="SearchQuery"/>: translates it, finds the page's row numbers, reads those rows.</summary>
internal sealed class ResourceSearch(Session session, ResourceTable resources, TimeProvider timeProvider)
{
    private const int LargestPage = 1000;
    private readonly MovedTable _moved = new(session);

    public ResourcePage Search(ProjectKey project, SearchQuery query)
    {
        var shape = QueryShape.Of(project, query);
        PageCursor? after = null;
        if (query.Cursor is { } text && !PageCursor.TryRead(text, shape, query.Sort.Count, out after))
        {
            return ResourcePage.BadCursor;
        }

        if (Plan(project, query) is not { } plan)
        {
            return new ResourcePage([], null, query.Total ? 0 : null);
        }

        long? total = query.Total ? plan.Count() : null;
        var count = Math.Clamp(query.Count, 0, LargestPage);
        if (count == 0)
        {
            return new ResourcePage([], null, total);
        }

        var start = after?.Start ?? (query.Sort.Count == 0 ? 0 : _moved.Last());
        var found = plan.Page(count + 1, after, after is null ? Math.Max(query.Offset, 0) : 0);
        var read = new StoredResource[Math.Min(found.Count, count)];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = resources.ReadRow(found[i].Seq, query.ResourceType);
        }

        var page = new ResourcePage(read, found.Count > count ? (found[count - 1] with { Start = start }).Write(shape) : null, total);
        return query.Includes.Count == 0 ? page : Include(project, query, page, found);
    }

    private ResourcePage Include(ProjectKey project, SearchQuery query, ResourcePage page, IReadOnlyList<PageCursor> found)
    {
        var included = new PageIncludes(session, session.Project(project), query);
        for (var i = 0; i < page.Resources.Count; i++)
        {
            included.AddMatch(found[i].Seq, page.Resources[i].Key);
        }

        var isWhole = included.TryFollow();
        var read = new StoredResource[included.Found.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = resources.ReadRow(included.Found[i].Seq, included.Found[i].Key.Type);
        }

        return page with { Included = read, IsIncludeCut = !isWhole };
    }

    /// <summary>Null: nothing can match.</summary>
    internal SearchPlan? Plan(ProjectKey project, SearchQuery query)
    {
        if (session.FindProject(project) is not { } projectId || session.FindType(query.ResourceType) is not { } typeId)
        {
            return null;
        }

        var translation = new FilterTranslation(session, projectId, timeProvider.GetUtcNow().ToMicroseconds());
        var filters = new FilterSql[query.Filters.Count];
        for (var i = 0; i < filters.Length; i++)
        {
            filters[i] = translation.Translate(typeId, query.ResourceType, query.Filters[i]);
            if (filters[i].IsEmpty)
            {
                return null;
            }
        }

        var sorts = new SortSql[query.Sort.Count];
        for (var i = 0; i < sorts.Length; i++)
        {
            sorts[i] = new SortSql(projectId, typeId, query.Sort[i], session.FindParameter(projectId, typeId, query.Sort[i].Parameter));
        }

        return new SearchPlan(session, projectId, typeId, filters, sorts);
    }
}
