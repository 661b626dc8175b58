using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>A chain: a reference of this resource points at one that matches. Joins are written in the order they are to run in.</summary>
/// <param name="project">Of both ends.</param>
/// <param name="parameter">The reference parameter; null: no resource has ever had a value for it.</param>
/// <param name="anyOf">What may be pointed at; without those that nothing can match.</param>
internal sealed class ChainFilter(long project, long? parameter, IReadOnlyList<ChainFilter.Target> anyOf) : FilterSql
{
    internal readonly record struct Target(string Type, long TypeId, FilterSql Filter);

    public override bool IsEmpty => parameter is null || anyOf.Count == 0;

    public override bool IsCostly => true;

    public override bool CanDrive => anyOf.All(static target => target.Filter.CanDrive);

    private long Parameter => parameter ?? throw new InvalidOperationException("An empty filter is not to be run.");

    public override void WriteMatches(Sql sql)
    {
        for (var i = 0; i < anyOf.Count; i++)
        {
            var (m, t, r) = (sql.Alias("m"), sql.Alias("t"), sql.Alias("r"));
            sql.Add(i == 0 ? "" : " UNION ALL ").Add($"SELECT {r}.resource AS resource FROM (");
            anyOf[i].Filter.WriteMatches(sql);
            sql.Add($") {m} CROSS JOIN resource {t} CROSS JOIN reference_index {r} WHERE {t}.seq = {m}.resource AND {r}.parameter = ").Argument(Parameter);
            sql.Add($" AND {r}.value = {t}.id AND {r}.type = ").Argument(anyOf[i].Type);
        }
    }

    public override void WriteTest(Sql sql, string seq) => sql.AnyOf(anyOf, (s, target) =>
    {
        var (t, r) = (s.Alias("t"), s.Alias("r"));
        s.Add($"EXISTS (SELECT 1 FROM reference_index {r} INDEXED BY reference_index_resource CROSS JOIN resource {t} INDEXED BY resource_key WHERE {r}.resource = {seq} AND {r}.parameter = ");
        s.Argument(Parameter).Add($" AND {r}.type = ").Argument(target.Type).Add($" AND {t}.project = ").Argument(project).Add($" AND {t}.type = ").Argument(target.TypeId);
        s.Add($" AND {t}.id = {r}.value AND {t}.deleted = 0 AND ");
        target.Filter.WriteTest(s, $"{t}.seq");
        s.Add(")");
    });
}
