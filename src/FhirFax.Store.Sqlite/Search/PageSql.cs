using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// The statements that find a page. Each gives the row number <c>seq</c> and the sort values; those that walk an index, which gives the order, bring the resource itself along.
/// </summary>
/// <param name="byDate">One of the filters, whose matches <see cref="TokenByDateTable"/> has in the wanted order; null when it has not.</param>
internal sealed class PageSql(long project, long type, IReadOnlyList<FilterSql> filters, IReadOnlyList<SortSql> sorts, IndexFilter? byDate)
{
    private const string Resource = "resource r";
    private readonly MatchSql _matches = new(project, type, filters);

    private bool NewestFirst => sorts.Count == 0 || sorts[^1].Descending;

    private string SeqOrder => NewestFirst ? "DESC" : "ASC";

    /// <summary>Along the index that has the order, each entry tested; in the order of creation along the matches of <paramref name="walked"/> when there is one.</summary>
    /// <param name="after">Where this statement begins.</param>
    /// <param name="walk">Where the page begins, with the beginning of the whole walk; null on its first page.</param>
    public Sql Walk(FilterSql? walked, int limit, PageCursor? after, PageCursor? walk)
    {
        var sql = new Sql();
        if (sorts.Count == 0)
        {
            WriteWalkBySeq(sql, walked, after, walk, missing: false);
        }
        else
        {
            WriteWalkByKey(sql, sorts[0], after, walk);
        }

        return sql.Add(" LIMIT ").Argument((long)limit);
    }

    /// <summary>In the order of creation along those that have no value to sort by.</summary>
    /// <inheritdoc cref="Walk"/>
    public Sql WalkMissing(FilterSql? walked, int limit, PageCursor? after, PageCursor? walk)
    {
        var sql = new Sql();
        WriteWalkBySeq(sql, walked, after, walk, missing: true);
        return sql.Add(" LIMIT ").Argument((long)limit);
    }

    /// <summary>Those behind <paramref name="after"/>, where they stood when the walk began, that have moved since.</summary>
    public Sql Moved(int limit, PageCursor after)
    {
        var sql = new Sql().Add("SELECT * FROM (SELECT c.resource AS seq, c.value AS k0 FROM (");
        sorts[0].WriteFirstMoves(sql, after.Start);
        sql.Add(") c WHERE EXISTS (SELECT 1 FROM resource x WHERE x.seq = c.resource AND x.deleted = 0)");
        _matches.WriteTests(sql, null, "c.resource");
        sql.Add(") WHERE ");
        WriteBehind(sql, after);
        return sql.Add($" ORDER BY k0 IS NULL, k0 {SeqOrder}, seq {SeqOrder} LIMIT ").Argument((long)limit);
    }

    /// <summary>All matches of <paramref name="driver"/>, tested with the other filters and sorted.</summary>
    public Sql Collect(FilterSql? driver, int limit, PageCursor? after, int offset)
    {
        var sql = new Sql().Add("SELECT * FROM (SELECT c.seq AS seq");
        for (var i = 0; i < sorts.Count; i++)
        {
            sql.Add(", ");
            sorts[i].WriteValue(sql, "c.seq", after is not null && sorts[i].MayMove ? $"h{i}" : null);
            sql.Add($" AS k{i}");
        }

        sql.Add(" FROM (SELECT c.resource AS seq FROM ");
        _matches.WriteSource(sql, driver);
        sql.Add(") c");
        WriteFirstMoves(sql, after);
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

        return sql.Add($"seq {SeqOrder} LIMIT ").Argument((long)limit).Add(" OFFSET ").Argument((long)offset);
    }

    /// <summary>The number of all matches.</summary>
    public Sql Count(FilterSql? driver)
    {
        var sql = new Sql().Add("SELECT COUNT(*) FROM ");
        _matches.WriteSource(sql, driver);
        return sql;
    }

    /// <summary>The same for every page of one search, and for hardly any other.</summary>
    public int Fingerprint()
    {
        var sql = new Sql();
        _matches.WriteTests(sql, null, "w");
        foreach (var sort in sorts)
        {
            sql.Add(sort.Descending ? "-" : "+").Add(sort.Code);
        }

        return sql.Fingerprint();
    }

    /// <summary>Joins, by each key, what has moved since the walk began, with its value until then.</summary>
    private void WriteFirstMoves(Sql sql, PageCursor? after)
    {
        for (var i = 0; i < sorts.Count && after is not null; i++)
        {
            if (sorts[i].MayMove)
            {
                sql.Add(" LEFT JOIN (");
                sorts[i].WriteFirstMoves(sql, after.Start);
                sql.Add($") h{i} ON h{i}.resource = c.seq");
            }
        }
    }

    private void WriteWalkByKey(Sql sql, SortSql sort, PageCursor? after, PageCursor? walk)
    {
        var (value, seq) = (sort.WalkValue, sort.WalkSeq);
        if (byDate is null)
        {
            sort.WriteWalk(sql, $"{Resource} WHERE r.seq = {seq}", ResourceRows.Columns);
        }
        else
        {
            (value, seq) = ("w.at", "w.resource");
            sql.Add($"SELECT w.resource AS seq, w.at AS k, {ResourceRows.Columns} FROM (");
            byDate.WriteByDate(sql, sort.Parameter, sort.Edge);
            sql.Add($") w CROSS JOIN {Resource} WHERE r.seq = w.resource");
        }

        _matches.WriteTests(sql, byDate, seq);
        WriteUnmoved(sql, seq, walk);
        if (after is not null)
        {
            sql.Add($" AND ({value}, {seq}) {(sort.Descending ? '<' : '>')} (").Argument(after.Keys[0]!).Add(", ").Argument(after.Seq).Add(")");
        }

        sql.Add($" ORDER BY {value} {SeqOrder}, {seq} {SeqOrder}");
    }

    private void WriteWalkBySeq(Sql sql, FilterSql? walked, PageCursor? after, PageCursor? walk, bool missing)
    {
        sql.Add($"SELECT w.seq AS seq, {(missing ? "NULL AS k, " : "")}{ResourceRows.Columns} FROM (");
        if (walked is null)
        {
            // A name of its own: inside the tests e is another table.
            sql.Add("SELECT w.seq AS seq FROM ");
            _matches.WritePresent(sql);
        }
        else
        {
            sql.Add("SELECT e.resource AS seq FROM ");
            walked.WriteWalk(sql);
        }

        sql.Add($") w CROSS JOIN {Resource} WHERE r.seq = w.seq");
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

    /// <summary>Leaves out what has moved since the walk began; <see cref="Moved"/> knows where that stood.</summary>
    private void WriteUnmoved(Sql sql, string seq, PageCursor? walk)
    {
        if (walk is not null && sorts is [{ MayMove: true } sort])
        {
            sql.Add(" AND NOT ");
            sort.WriteMoved(sql, seq, walk.Start);
        }
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
