using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>A search parameter with its alternatives.</summary>
/// <param name="parameter">Null: no resource has ever had a value for it.</param>
internal sealed class IndexFilter(long? parameter, IReadOnlyList<IndexCondition> anyOf) : FilterSql
{
    /// <summary>So many alternatives are sought one by one; SQLite limits the terms of a UNION.</summary>
    private const int MaxSeeks = 100;

    public override bool IsEmpty => parameter is null || anyOf.Count == 0;

    public override bool IsWalk => anyOf.Count == 1 && anyOf[0].IsEquality;

    private long Parameter => parameter ?? throw new InvalidOperationException("An empty filter is not to be run.");

    public override void WriteMatches(Sql sql)
    {
        if (anyOf.Count > MaxSeeks)
        {
            sql.Add($"SELECT e.resource AS resource FROM entry e {EntryTable.ByValue} WHERE e.parameter = ").Argument(Parameter).Add(" AND ");
            sql.AnyOf(anyOf, static (s, condition) => condition.Write(s));
            return;
        }

        for (var i = 0; i < anyOf.Count; i++)
        {
            sql.Add(i == 0 ? "" : " UNION ALL ");
            anyOf[i].WriteMatches(sql, Parameter);
        }
    }

    public override void WriteTest(Sql sql, string seq)
    {
        sql.Add($"EXISTS (SELECT 1 FROM entry e {EntryTable.ByResource} WHERE e.resource = {seq} AND e.parameter = ").Argument(Parameter).Add(" AND ");
        sql.AnyOf(anyOf, static (s, condition) => condition.Write(s)).Add(")");
    }

    /// <summary>A SELECT of <c>resource</c> and <c>at</c> in the order of a date, from <see cref="TokenByDateTable"/>; only of a single token.</summary>
    /// <param name="date">The parameter sorted by.</param>
    /// <param name="edge">The date that counts of a resource that has several.</param>
    public void WriteByDate(Sql sql, long date, long edge)
    {
        sql.Add($"SELECT e.resource AS resource, e.at AS at FROM {TokenByDateTable.Name} e WHERE e.parameter = ").Argument(Parameter).Add(" AND e.date = ").Argument(date);
        sql.Add(" AND (e.edge & ").Argument(edge).Add(") <> 0 AND ");
        anyOf[0].Write(sql);
        WriteOnce(sql);
    }

    public override void WriteWalk(Sql sql)
    {
        sql.Add($"entry e {EntryTable.ByValue} WHERE e.parameter = ").Argument(Parameter).Add(" AND ");
        anyOf[0].Write(sql);
        WriteOnce(sql);
    }

    /// <summary>Of the rows by which one resource matches, the first.</summary>
    private void WriteOnce(Sql sql)
    {
        if (anyOf[0].MayRepeat)
        {
            sql.Add($" AND NOT EXISTS (SELECT 1 FROM entry f {EntryTable.ByResource} WHERE f.parameter = e.parameter AND f.value = e.value AND f.resource = e.resource AND f.system < e.system)");
        }
    }
}
