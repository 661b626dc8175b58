using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>The resources of one type that pass all filters, as parts of statements.</summary>
internal sealed class MatchSql(long project, long type, IReadOnlyList<FilterSql> filters)
{
    /// <summary>FROM and WHERE of a table <c>c</c> with each match once.</summary>
    /// <param name="driver">The filter whose matches are tested with the others; null for all resources of the type.</param>
    public void WriteSource(Sql sql, FilterSql? driver)
    {
        switch (driver)
        {
            case null:
                sql.Add("(SELECT w.seq AS resource FROM ");
                WritePresent(sql);
                break;
            case { IsWalk: true }:
                sql.Add("(SELECT e.resource AS resource FROM ");
                driver.WriteWalk(sql);
                break;
            default:
                sql.Add("(SELECT DISTINCT resource FROM (");
                driver.WriteMatches(sql);
                sql.Add(")");
                break;
        }

        sql.Add(") c WHERE 1");
        WriteTests(sql, driver, "c.resource");
    }

    /// <summary>FROM and WHERE of a table <c>w</c> with every resource of the type.</summary>
    public void WritePresent(Sql sql) => sql
        .Add("resource w INDEXED BY resource_present WHERE w.deleted = 0 AND w.project = ").Argument(project)
        .Add(" AND w.type = ").Argument(type);

    /// <summary>Tests of the row number <paramref name="seq"/>, each behind an AND.</summary>
    /// <param name="but">What needs no test, because the rows come from it.</param>
    public void WriteTests(Sql sql, FilterSql? but, string seq)
    {
        foreach (var filter in filters)
        {
            if (!ReferenceEquals(filter, but))
            {
                sql.Add(" AND ");
                filter.WriteTest(sql, seq);
            }
        }
    }
}
