using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>Answers a <see cref="SearchQuery"/>: translates it, finds the page's row numbers, reads those rows.</summary>
internal sealed class ResourceSearch(Session session, TimeProvider timeProvider)
{
    private const int LargestPage = 1000;
    private readonly MovedTable _moved = new(session);
    private readonly PlanMemory _memory = new();

    public ResourcePage Search(ProjectKey project, SearchQuery query)
    {
        PageCursor? after = null;
        if (query.Cursor is { } text && !PageCursor.TryRead(text, QueryShape.Of(project, query), query.Sort.Count, out after))
        {
            return ResourcePage.BadCursor;
        }

        var rows = new ResourceRows(session, query.Memory);
        if (Plan(project, query, rows) is not { } plan)
        {
            return new ResourcePage([], null, query.Total ? 0 : null);
        }

        long? total = query.Total ? plan.Count() : null;
        var count = Math.Clamp(query.Count, 0, LargestPage);
        if (count == 0)
        {
            return new ResourcePage([], null, total);
        }

        var found = plan.Page(count + 1, after, after is null ? Math.Max(query.Offset, 0) : 0);
        var read = new StoredResource[Math.Min(found.Count, count)];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = found[i].Resource ?? rows.Read(found[i].Seq, query.ResourceType);
        }

        var page = new ResourcePage(read, found.Count > count ? Next(project, query, found[count - 1].Place, after) : null, total);
        return query.Includes.Count == 0 ? page : Include(project, query, page, found);
    }

    private string Next(ProjectKey project, SearchQuery query, PageCursor last, PageCursor? after)
    {
        var start = after?.Start ?? (query.Sort.Count == 0 ? 0 : _moved.Last());
        return (last with { Start = start }).Write(QueryShape.Of(project, query));
    }

    private ResourcePage Include(ProjectKey project, SearchQuery query, ResourcePage page, IReadOnlyList<Match> found)
    {
        var included = new PageIncludes(session, session.Project(project), query);
        for (var i = 0; i < page.Resources.Count; i++)
        {
            included.AddMatch(found[i].Seq, page.Resources[i].Key);
        }

        var isWhole = included.TryFollow();
        var rows = new ResourceRows(session, query.Memory);
        var read = new StoredResource[included.Found.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = rows.Read(included.Found[i].Seq, included.Found[i].Key.Type);
        }

        return page with { Included = read, IsIncludeCut = !isWhole };
    }

    /// <summary>Null: nothing can match.</summary>
    internal SearchPlan? Plan(ProjectKey project, SearchQuery query, ResourceRows? rows = null)
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

        return new SearchPlan(session, _memory, query.ResourceType, rows ?? new ResourceRows(session), new PageSql(projectId, typeId, filters, sorts, ByDate(query, filters)), filters, sorts);
    }

    /// <summary>The filter that <see cref="TokenByDateTable"/> has in the order asked for; null when there is none.</summary>
    private static IndexFilter? ByDate(SearchQuery query, FilterSql[] filters)
    {
        for (var i = 0; i < filters.Length && query.Sort.Count == 1; i++)
        {
            if (filters[i] is IndexFilter { IsWalk: true } filter
                && query.Filters[i] is SearchFilter.Parameter { Type: SearchParameterType.Token } parameter
                && TokenByDateTable.Holds(query.ResourceType, parameter.Code, query.Sort[0].Parameter))
            {
                return filter;
            }
        }

        return null;
    }
}
