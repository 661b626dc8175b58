using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// A chain: a reference of this resource points at one that matches, by its address or, when it is canonical, by its name. Joins are written in the order they are to run in.
/// </summary>
/// <param name="project">Of both ends.</param>
/// <param name="links">What the reference parameter is kept as.</param>
/// <param name="anyOf">What may be pointed at; without those that nothing can match.</param>
internal sealed class ChainFilter(long project, ReferenceLinks links, IReadOnlyList<ChainFilter.Target> anyOf) : FilterSql
{
    private readonly List<(Target Target, bool ByName)> _ways = Ways(links, anyOf);

    /// <param name="Name">The parameter of the names by which canonicals refer to resources of the type; null when none has one.</param>
    internal readonly record struct Target(string Type, long TypeId, long? Name, FilterSql Filter);

    public override bool IsEmpty => _ways.Count == 0;

    public override bool IsCostly => true;

    public override bool CanDrive => anyOf.All(static target => target.Filter.CanDrive);

    public override void WriteMatches(Sql sql)
    {
        for (var i = 0; i < _ways.Count; i++)
        {
            var (target, byName) = _ways[i];
            var (m, r) = (sql.Alias("m"), sql.Alias("r"));
            sql.Add(i == 0 ? "" : " UNION ALL ").Add($"SELECT {r}.resource AS resource FROM (");
            target.Filter.WriteMatches(sql);
            if (byName)
            {
                var n = sql.Alias("n");
                sql.Add($") {m} CROSS JOIN entry {n} {EntryTable.ByResource} CROSS JOIN entry {r} {EntryTable.ByValue} WHERE {n}.resource = {m}.resource AND {n}.parameter = ").Argument(target.Name!);
                sql.Add($" AND {r}.parameter = ").Argument(links.Canonical!).Add($" AND {r}.value = {n}.value");
            }
            else
            {
                var t = sql.Alias("t");
                sql.Add($") {m} CROSS JOIN resource {t} CROSS JOIN entry {r} {EntryTable.ByValue} WHERE {t}.seq = {m}.resource AND {r}.parameter = ").Argument(links.Literal!);
                sql.Add($" AND {r}.value = {t}.id AND {r}.system = ").Argument(target.Type);
            }
        }
    }

    public override void WriteTest(Sql sql, string seq) => sql.AnyOf(_ways, (s, way) =>
    {
        if (way.ByName)
        {
            WriteTestByName(s, seq, way.Target);
        }
        else
        {
            WriteTestByAddress(s, seq, way.Target);
        }
    });

    private void WriteTestByAddress(Sql sql, string seq, Target target)
    {
        var (t, r) = (sql.Alias("t"), sql.Alias("r"));
        sql.Add($"EXISTS (SELECT 1 FROM entry {r} {EntryTable.ByResource} CROSS JOIN resource {t} INDEXED BY resource_key WHERE {r}.resource = {seq} AND {r}.parameter = ");
        sql.Argument(links.Literal!).Add($" AND {r}.system = ").Argument(target.Type).Add($" AND {t}.project = ").Argument(project).Add($" AND {t}.type = ").Argument(target.TypeId);
        sql.Add($" AND {t}.id = {r}.value AND {t}.deleted = 0 AND ");
        target.Filter.WriteTest(sql, $"{t}.seq");
        sql.Add(")");
    }

    private void WriteTestByName(Sql sql, string seq, Target target)
    {
        var (n, r) = (sql.Alias("n"), sql.Alias("r"));
        sql.Add($"EXISTS (SELECT 1 FROM entry {r} {EntryTable.ByResource} CROSS JOIN entry {n} {EntryTable.ByValue} WHERE {r}.resource = {seq} AND {r}.parameter = ");
        sql.Argument(links.Canonical!).Add($" AND {n}.parameter = ").Argument(target.Name!).Add($" AND {n}.value = {r}.value AND ");
        target.Filter.WriteTest(sql, $"{n}.resource");
        sql.Add(")");
    }

    private static List<(Target Target, bool ByName)> Ways(ReferenceLinks links, IReadOnlyList<Target> targets)
    {
        var ways = new List<(Target Target, bool ByName)>(targets.Count);
        foreach (var target in targets)
        {
            if (links.Literal is not null)
            {
                ways.Add((target, false));
            }

            if (links.Canonical is not null && target.Name is not null)
            {
                ways.Add((target, true));
            }
        }

        return ways;
    }
}
