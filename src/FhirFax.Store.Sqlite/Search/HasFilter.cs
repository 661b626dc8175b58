using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>A reverse chain: a resource that matches points at this one. Joins are written in the order they are to run in.</summary>
/// <param name="project">Of both ends.</param>
/// <param name="type">Of what is searched for.</param>
/// <param name="typeName">The same, as references have it.</param>
/// <param name="parameter">The reference parameter; null: no resource has ever had a value for it.</param>
/// <param name="inner">What the pointing resource must match.</param>
internal sealed class HasFilter(long project, long type, string typeName, long? parameter, FilterSql inner) : FilterSql
{
    public override bool IsEmpty => parameter is null || inner.IsEmpty;

    public override bool IsCostly => true;

    public override bool CanDrive => inner.CanDrive;

    private long Parameter => parameter ?? throw new InvalidOperationException("An empty filter is not to be run.");

    public override void WriteMatches(Sql sql)
    {
        var (m, r, p) = (sql.Alias("m"), sql.Alias("r"), sql.Alias("p"));
        sql.Add($"SELECT {p}.seq AS resource FROM (");
        inner.WriteMatches(sql);
        sql.Add($") {m} CROSS JOIN reference_index {r} INDEXED BY reference_index_resource CROSS JOIN resource {p} INDEXED BY resource_key WHERE {r}.resource = {m}.resource AND {r}.parameter = ");
        sql.Argument(Parameter).Add($" AND {r}.type = ").Argument(typeName).Add($" AND {p}.project = ").Argument(project).Add($" AND {p}.type = ").Argument(type);
        sql.Add($" AND {p}.id = {r}.value AND {p}.deleted = 0");
    }

    public override void WriteTest(Sql sql, string seq)
    {
        var (r, p) = (sql.Alias("r"), sql.Alias("p"));
        sql.Add($"EXISTS (SELECT 1 FROM resource {p} CROSS JOIN reference_index {r} WHERE {p}.seq = {seq} AND {r}.parameter = ").Argument(Parameter);
        sql.Add($" AND {r}.value = {p}.id AND {r}.type = ").Argument(typeName).Add(" AND ");
        inner.WriteTest(sql, $"{r}.resource");
        sql.Add(")");
    }
}
