using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// Finds one page in one of two ways. Walking: along an index that has the wanted order, testing each entry, until the page is full; quick when many match. Collecting: all
/// matches of the rarest filter, tested and sorted; quick when few match. A short walk is tried first, because it needs no knowledge. How far it came says how long the whole walk
/// would be, and so how many matches are worth collecting instead: so far the filters' matches are counted. What was found out is remembered.
/// </summary>
internal sealed class SearchPlan(
    Session session, PlanMemory memory, string typeName, ResourceRows rows, PageSql pages, IReadOnlyList<FilterSql> filters, IReadOnlyList<SortSql> sorts)
{
    private const long CollectAtMost = RarestFilter.CountedAtMost;

    /// <summary>Steps of SQLite's machine: enough where one entry in twenty or so matches, as in an inbox.</summary>
    private const int ShortWalk = 4_000;
    private const int ShortWalkPerEntry = 600;

    /// <summary>In short walks, what it costs to collect and sort about as many as are ever collected.</summary>
    private const int LongWalk = 8;

    /// <summary>Steps of a walk that cost what it costs to collect one match.</summary>
    private const int StepsPerMatch = 100;

    private FilterSql? Walked => filters.FirstOrDefault(f => f.IsWalk);

    /// <summary>At most <paramref name="limit"/> matches behind <paramref name="after"/>; the last without its resource.</summary>
    public IReadOnlyList<Match> Page(int limit, PageCursor? after, int offset)
    {
        var page = new List<Match>(limit);
        var known = filters.FirstOrDefault(f => f.AtMost <= CollectAtMost);
        if (offset > 0 || sorts.Count > 1 || known is not null)
        {
            Run(page, pages.Collect(known ?? RarestFilter.Of(session, filters, CollectAtMost).Filter, limit, after, offset), limit);
        }
        else if (filters.Count == 0)
        {
            Walk(page, null, limit, after);
        }
        else
        {
            Find(page, limit, after);
        }

        return page;
    }

    /// <summary>All matches, wherever a page begins.</summary>
    public long Count()
    {
        var driver = filters is [{ CanDrive: true }] ? filters[0] : RarestFilter.Of(session, filters, CollectAtMost).Filter;
        using var statement = pages.Count(driver).Prepare(session);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Every statement that this plan may run, the walk first and then the collecting; for tests.</summary>
    internal IReadOnlyList<Sql> Explain(int limit, PageCursor? after)
    {
        var statements = new List<Sql> { pages.Walk(Walked, limit, after, after) };
        var drivers = filters.Where(f => f.CanDrive).ToList<FilterSql?>();
        foreach (var driver in drivers.Count == 0 ? [null] : drivers)
        {
            statements.Add(pages.Collect(driver, limit, after, 0));
            statements.Add(pages.Count(driver));
        }

        statements.AddRange(drivers.Select(driver => RarestFilter.Counting(driver!, limit)));
        if (sorts is [{ MayBeMissing: true }])
        {
            statements.Add(pages.WalkMissing(Walked, limit, null, after));
        }

        if (after is not null && sorts is [{ MayMove: true }])
        {
            statements.Add(pages.Moved(limit, after));
        }

        return statements;
    }

    private void Find(List<Match> page, int limit, PageCursor? after)
    {
        var way = memory.Recall(pages);
        switch (way.Kind)
        {
            // Two searches may, by a rare chance, go by one name: what was remembered must fit this one.
            case SearchWayKind.Collect when way.Filter < filters.Count && filters[way.Filter].CanDrive:
                Run(page, pages.Collect(filters[way.Filter], limit, after, 0), limit);
                break;
            case SearchWayKind.Walk:
                Walk(page, Walkable(way.Filter), limit, after);
                break;
            default:
                FindOut(page, limit, after, way.Kind == SearchWayKind.LongWalk ? SearchWayKind.LongWalk : SearchWayKind.ShortWalk);
                break;
        }
    }

    private void FindOut(List<Match> page, int limit, PageCursor? after, SearchWayKind kind)
    {
        var steps = ShortWalk + (ShortWalkPerEntry * limit);
        var (worth, chosen) = (0L, SearchWay.NoFilter);
        if (kind == SearchWayKind.ShortWalk)
        {
            if (TryWalk(page, steps, limit, after))
            {
                return;
            }

            worth = page.Count == 0 ? CollectAtMost : Math.Min(CollectAtMost, (long)steps * limit / page.Count / StepsPerMatch);
            if (TryCollect(page, worth, limit, after, out chosen))
            {
                return;
            }
        }

        if (worth < CollectAtMost)
        {
            if (TryWalk(page, LongWalk * steps, limit, after))
            {
                memory.Remember(pages, new SearchWay(SearchWayKind.LongWalk));
                return;
            }

            if (TryCollect(page, CollectAtMost, limit, after, out chosen))
            {
                return;
            }
        }

        memory.Remember(pages, new SearchWay(SearchWayKind.Walk, chosen));
        Walk(page, Walkable(chosen), limit, after);
    }

    /// <summary>Collects when a filter has no more than so many matches.</summary>
    /// <param name="chosen">The rarest filter, as far as is known.</param>
    private bool TryCollect(List<Match> page, long atMost, int limit, PageCursor? after, out int chosen)
    {
        page.Clear();
        var (rarest, matches) = RarestFilter.Of(session, filters, atMost);
        chosen = IndexOf(rarest);
        if (matches > atMost)
        {
            return false;
        }

        memory.Remember(pages, new SearchWay(SearchWayKind.Collect, chosen));
        Run(page, pages.Collect(rarest, limit, after, 0), limit);
        return true;
    }

    private int IndexOf(FilterSql? filter)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            if (ReferenceEquals(filters[i], filter))
            {
                return i;
            }
        }

        return SearchWay.NoFilter;
    }

    private FilterSql? Walkable(int chosen) => chosen >= 0 && chosen < filters.Count && filters[chosen].IsWalk ? filters[chosen] : Walked;

    private bool TryWalk(List<Match> page, int steps, int limit, PageCursor? after) => session.Connection.TryWithin(
        steps, (Plan: this, page, limit, after), static s => s.Plan.Walk(s.page, s.Plan.Walked, s.limit, s.after));

    private void Walk(List<Match> page, FilterSql? walked, int limit, PageCursor? after)
    {
        var amongMissing = after is { Keys: [null] };
        if (!amongMissing)
        {
            Run(page, pages.Walk(walked, limit, after, after), limit, withResources: true);
        }

        if (page.Count < limit && sorts is [{ MayBeMissing: true }])
        {
            Run(page, pages.WalkMissing(walked, limit - page.Count, amongMissing ? after : null, after), limit, withResources: true);
        }

        if (after is not null && sorts is [{ MayMove: true }])
        {
            AddMoved(page, limit, after);
        }
    }

    /// <summary>Puts in, where they stood when the walk began, those that the walk itself leaves out for having moved since.</summary>
    private void AddMoved(List<Match> page, int limit, PageCursor after)
    {
        var unmoved = page.Count;
        Run(page, pages.Moved(limit, after), limit);
        if (page.Count > unmoved)
        {
            var order = new CursorOrder(sorts[0].Descending);
            page.Sort((x, y) => order.Compare(x.Place, y.Place));
            page.RemoveRange(Math.Min(limit, page.Count), page.Count - Math.Min(limit, page.Count));
        }
    }

    private void Run(List<Match> page, Sql sql, int limit, bool withResources = false)
    {
        var keys = sorts.Count;
        using var statement = sql.Prepare(session);
        while (statement.Step())
        {
            var values = keys == 0 ? [] : new object?[keys];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = statement.Value(i + 1);
            }

            // The last only tells that there is a next page.
            var resource = withResources && page.Count < limit - 1 ? rows.Read(statement, typeName, keys + 1) : null;
            page.Add(new Match(new PageCursor(values, statement.Int64(0)), resource));
        }
    }
}
