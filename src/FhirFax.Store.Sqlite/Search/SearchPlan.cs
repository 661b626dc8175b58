using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// Finds one page in one of two ways. Walking: along an index that has the wanted order, testing each entry, until the page is full; quick when many match. Collecting: all
/// matches of the rarest filter, tested and sorted; quick when few match. A short walk is tried first, because it needs no knowledge; only when it does not get there are the
/// filters' matches counted, up to a bound.
/// </summary>
internal sealed class SearchPlan(Session session, long project, long type, IReadOnlyList<FilterSql> filters, IReadOnlyList<SortSql> sorts)
{
    private const long CollectAtMost = RarestFilter.CountedAtMost;
    private const int ShortWalk = 4_000;

    /// <summary>Enough where one entry in twenty or so matches, as in an inbox. To give up costs more than to go on: it is an exception.</summary>
    private const int ShortWalkPerEntry = 600;

    private readonly MatchSql _matches = new(project, type, filters);

    private bool NewestFirst => sorts.Count == 0 || sorts[^1].Descending;

    private string SeqOrder => NewestFirst ? "DESC" : "ASC";

    /// <summary>The row numbers and sort values of at most <paramref name="limit"/> matches behind <paramref name="after"/>.</summary>
    public IReadOnlyList<PageCursor> Page(int limit, PageCursor? after, int offset)
    {
        var page = new List<PageCursor>(limit);
        var known = filters.FirstOrDefault(f => f.AtMost <= CollectAtMost);
        if (offset > 0 || sorts.Count > 1 || known is not null)
        {
            Collect(page, known ?? RarestFilter.Of(session, filters).Filter, limit, after, offset);
            return page;
        }

        var walked = filters.FirstOrDefault(f => f.IsWalk);
        if (filters.Count == 0 || TryWalkShortly(page, walked, limit, after))
        {
            return filters.Count == 0 ? Walk(page, walked, limit, after) : page;
        }

        page.Clear();
        var (rarest, matches) = RarestFilter.Of(session, filters);
        if (matches <= CollectAtMost)
        {
            Collect(page, rarest, limit, after, offset);
            return page;
        }

        return Walk(page, rarest is { IsWalk: true } ? rarest : walked, limit, after);
    }

    /// <summary>All matches, wherever a page begins.</summary>
    public long Count()
    {
        var driver = filters is [{ CanDrive: true }] ? filters[0] : RarestFilter.Of(session, filters).Filter;
        using var statement = Counting(driver).Prepare(session);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Every statement that this plan may run, the walk first and then the collecting; for tests.</summary>
    internal IReadOnlyList<Sql> Explain(int limit, PageCursor? after)
    {
        var walked = filters.FirstOrDefault(f => f.IsWalk);
        var statements = new List<Sql> { Written(sql => WriteWalk(sql, walked, limit, after, missing: false, after)) };
        var drivers = filters.Where(f => f.CanDrive).ToList<FilterSql?>();
        foreach (var driver in drivers.Count == 0 ? [null] : drivers)
        {
            statements.Add(Written(sql => WriteCollect(sql, driver, limit, after, 0)));
            statements.Add(Counting(driver));
        }

        statements.AddRange(drivers.Select(driver => RarestFilter.Counting(driver!, limit)));
        if (sorts is [{ MayBeMissing: true }])
        {
            statements.Add(Written(sql => WriteWalk(sql, walked, limit, null, missing: true, after)));
        }

        if (after is not null && sorts is [{ MayMove: true }])
        {
            statements.Add(Written(sql => WriteMoved(sql, limit, after)));
        }

        return statements;
    }

    private static Sql Written(Action<Sql> write)
    {
        var sql = new Sql();
        write(sql);
        return sql;
    }

    private Sql Counting(FilterSql? driver)
    {
        var sql = new Sql().Add("SELECT COUNT(*) FROM ");
        _matches.WriteSource(sql, driver);
        return sql;
    }

    private bool TryWalkShortly(List<PageCursor> page, FilterSql? walked, int limit, PageCursor? after) => session.Connection.TryWithin(
        ShortWalk + (ShortWalkPerEntry * limit),
        (Plan: this, page, walked, limit, after),
        static s => s.Plan.Walk(s.page, s.walked, s.limit, s.after));

    private List<PageCursor> Walk(List<PageCursor> page, FilterSql? walked, int limit, PageCursor? after)
    {
        var amongMissing = after is { Keys: [null] };
        if (!amongMissing)
        {
            Run(page, sql => WriteWalk(sql, walked, limit, after, missing: false, after), keys: sorts.Count);
        }

        if (page.Count < limit && sorts is [{ MayBeMissing: true }])
        {
            Run(page, sql => WriteWalk(sql, walked, limit - page.Count, amongMissing ? after : null, missing: true, after), keys: sorts.Count);
        }

        return after is not null && sorts is [{ MayMove: true }] ? WithMoved(page, limit, after) : page;
    }

    /// <summary>Puts in, where they stood when the walk began, those that the walk itself leaves out for having moved since.</summary>
    private List<PageCursor> WithMoved(List<PageCursor> page, int limit, PageCursor after)
    {
        var unmoved = page.Count;
        Run(page, sql => WriteMoved(sql, limit, after), keys: 1);
        if (page.Count > unmoved)
        {
            page.Sort(new CursorOrder(sorts[0].Descending));
            page.RemoveRange(Math.Min(limit, page.Count), page.Count - Math.Min(limit, page.Count));
        }

        return page;
    }

    private void WriteMoved(Sql sql, int limit, PageCursor after)
    {
        sql.Add("SELECT * FROM (SELECT c.resource AS seq, ");
        sorts[0].WriteValue(sql, "c.resource", after.Start);
        sql.Add(" AS k0 FROM (");
        sorts[0].WriteAllMoved(sql, after.Start);
        sql.Add(") c WHERE EXISTS (SELECT 1 FROM resource x WHERE x.seq = c.resource AND x.deleted = 0)");
        _matches.WriteTests(sql, null, "c.resource");
        sql.Add(") WHERE ");
        WriteBehind(sql, after);
        sql.Add($" ORDER BY k0 IS NULL, k0 {SeqOrder}, seq {SeqOrder} LIMIT ").Argument((long)limit);
    }

    /// <summary>Leaves out what has moved since the walk began; <see cref="WithMoved"/> knows where that stood.</summary>
    private void WriteUnmoved(Sql sql, string seq, PageCursor? walk)
    {
        if (walk is not null && sorts is [{ MayMove: true } sort])
        {
            sql.Add(" AND NOT ");
            sort.WriteMoved(sql, seq, walk.Start);
        }
    }

    private void Collect(List<PageCursor> page, FilterSql? driver, int limit, PageCursor? after, int offset) =>
        Run(page, sql => WriteCollect(sql, driver, limit, after, offset), keys: sorts.Count);

    private void Run(List<PageCursor> page, Action<Sql> write, int keys)
    {
        var sql = new Sql();
        write(sql);
        using var statement = sql.Prepare(session);
        while (statement.Step())
        {
            var values = keys == 0 ? [] : new object?[keys];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = statement.Value(i + 1);
            }

            page.Add(new PageCursor(values, statement.Int64(0)));
        }
    }

    private void WriteWalk(Sql sql, FilterSql? walked, int limit, PageCursor? after, bool missing, PageCursor? walk)
    {
        if (sorts.Count == 0 || missing)
        {
            WriteWalkBySeq(sql, missing ? null : walked, after, missing, walk);
        }
        else
        {
            WriteWalkByKey(sql, sorts[0], after, walk);
        }

        sql.Add(" LIMIT ").Argument((long)limit);
    }

    private void WriteWalkByKey(Sql sql, SortSql sort, PageCursor? after, PageCursor? walk)
    {
        sort.WriteWalk(sql);
        _matches.WriteTests(sql, null, sort.WalkSeq);
        WriteUnmoved(sql, sort.WalkSeq, walk);
        if (after is not null)
        {
            sql.Add($" AND ({sort.WalkValue}, {sort.WalkSeq}) {(sort.Descending ? '<' : '>')} (").Argument(after.Keys[0]!).Add(", ").Argument(after.Seq).Add(")");
        }

        sql.Add($" ORDER BY {sort.WalkValue} {SeqOrder}, {sort.WalkSeq} {SeqOrder}");
    }

    private void WriteWalkBySeq(Sql sql, FilterSql? walked, PageCursor? after, bool missing, PageCursor? walk)
    {
        sql.Add($"SELECT w.seq AS seq{(missing ? ", NULL AS k" : "")} FROM ");
        if (walked is null)
        {
            _matches.WritePresent(sql);
        }
        else
        {
            // A name of its own: inside the tests e is another table.
            sql.Add("(SELECT e.resource AS seq FROM ");
            walked.WriteWalk(sql);
            sql.Add(") w WHERE 1");
        }

        _matches.WriteTests(sql, walked, "w.seq");
        if (missing)
        {
            sql.Add(" AND ");
            sorts[0].WriteMissing(sql, "w.seq");
            WriteUnmoved(sql, "w.seq", walk);
        }

        if (after is not null)
        {
            sql.Add($" AND w.seq {(NewestFirst ? '<' : '>')} ").Argument(after.Seq);
        }

        sql.Add($" ORDER BY w.seq {SeqOrder}");
    }

    private void WriteCollect(Sql sql, FilterSql? driver, int limit, PageCursor? after, int offset)
    {
        sql.Add("SELECT * FROM (SELECT c.resource AS seq");
        for (var i = 0; i < sorts.Count; i++)
        {
            sql.Add(", ");
            sorts[i].WriteValue(sql, "c.resource", after?.Start);
            sql.Add($" AS k{i}");
        }

        sql.Add(" FROM ");
        _matches.WriteSource(sql, driver);
        sql.Add(")");
        if (after is not null)
        {
            sql.Add(" WHERE ");
            WriteBehind(sql, after);
        }

        sql.Add(" ORDER BY ");
        for (var i = 0; i < sorts.Count; i++)
        {
            sql.Add($"k{i} IS NULL, k{i} {(sorts[i].Descending ? "DESC" : "ASC")}, ");
        }

        sql.Add($"seq {SeqOrder} LIMIT ").Argument((long)limit).Add(" OFFSET ").Argument((long)offset);
    }

    /// <summary>Lexicographic: equal in the keys before, and behind in this one; NULL is behind everything.</summary>
    private void WriteBehind(Sql sql, PageCursor after)
    {
        sql.Add("(");
        for (var i = 0; i <= sorts.Count; i++)
        {
            sql.Add(i == 0 ? "(" : " OR (");
            for (var j = 0; j < i; j++)
            {
                _ = after.Keys[j] is { } equal ? sql.Add($"k{j} = ").Argument(equal).Add(" AND ") : sql.Add($"k{j} IS NULL AND ");
            }

            if (i == sorts.Count)
            {
                sql.Add($"seq {(NewestFirst ? '<' : '>')} ").Argument(after.Seq);
            }
            else if (after.Keys[i] is { } value)
            {
                sql.Add($"(k{i} IS NULL OR k{i} {(sorts[i].Descending ? '<' : '>')} ").Argument(value).Add(")");
            }
            else
            {
                sql.Add("0");
            }

            sql.Add(")");
        }

        sql.Add(")");
    }
}
