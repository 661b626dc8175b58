using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// A reverse chain: a resource that matches points at this one, by its address or, canonically, by its name. Joins are written in the order they are to run in.
/// </summary>
/// <param name="project">Of both ends.</param>
/// <param name="type">Of what is searched for.</param>
/// <param name="typeName">The same, as references have it.</param>
/// <param name="links">What the reference parameter is kept as.</param>
/// <param name="name">The parameter of the names by which canonicals refer to what is searched for; null when none has one.</param>
/// <param name="inner">What the pointing resource must match.</param>
internal sealed class HasFilter(long project, long type, string typeName, ReferenceLinks links, long? name, FilterSql inner) : FilterSql
{
    public override bool IsEmpty => (links.Literal is null && !IsByName) || inner.IsEmpty;

    public override bool IsCostly => true;

    public override bool CanDrive => inner.CanDrive;

    private bool IsByName => links.Canonical is not null && name is not null;

    public override void WriteMatches(Sql sql)
    {
        if (links.Literal is { } literal)
        {
            var (m, r, p) = (sql.Alias("m"), sql.Alias("r"), sql.Alias("p"));
            sql.Add($"SELECT {p}.seq AS resource FROM (");
            inner.WriteMatches(sql);
            sql.Add($") {m} CROSS JOIN entry {r} {EntryTable.ByResource} CROSS JOIN resource {p} INDEXED BY resource_key WHERE {r}.resource = {m}.resource AND {r}.parameter = ");
            sql.Argument(literal).Add($" AND {r}.system = ").Argument(typeName).Add($" AND {p}.project = ").Argument(project).Add($" AND {p}.type = ").Argument(type);
            sql.Add($" AND {p}.id = {r}.value AND {p}.deleted = 0");
        }

        if (IsByName)
        {
            var (m, r, n) = (sql.Alias("m"), sql.Alias("r"), sql.Alias("n"));
            sql.Add(links.Literal is null ? "" : " UNION ALL ").Add($"SELECT {n}.resource AS resource FROM (");
            inner.WriteMatches(sql);
            sql.Add($") {m} CROSS JOIN entry {r} {EntryTable.ByResource} CROSS JOIN entry {n} {EntryTable.ByValue} WHERE {r}.resource = {m}.resource AND {r}.parameter = ");
            sql.Argument(links.Canonical!).Add($" AND {n}.parameter = ").Argument(name!).Add($" AND {n}.value = {r}.value");
        }
    }

    public override void WriteTest(Sql sql, string seq)
    {
        sql.Add("(");
        if (links.Literal is { } literal)
        {
            var (r, p) = (sql.Alias("r"), sql.Alias("p"));
            sql.Add($"EXISTS (SELECT 1 FROM resource {p} CROSS JOIN entry {r} {EntryTable.ByValue} WHERE {p}.seq = {seq} AND {r}.parameter = ").Argument(literal);
            sql.Add($" AND {r}.value = {p}.id AND {r}.system = ").Argument(typeName).Add(" AND ");
            inner.WriteTest(sql, $"{r}.resource");
            sql.Add(")");
        }

        if (IsByName)
        {
            var (r, n) = (sql.Alias("r"), sql.Alias("n"));
            sql.Add(links.Literal is null ? "" : " OR ").Add($"EXISTS (SELECT 1 FROM entry {n} {EntryTable.ByResource} CROSS JOIN entry {r} {EntryTable.ByValue} WHERE {n}.resource = {seq} AND {n}.parameter = ");
            sql.Argument(name!).Add($" AND {r}.parameter = ").Argument(links.Canonical!).Add($" AND {r}.value = {n}.value AND ");
            inner.WriteTest(sql, $"{r}.resource");
            sql.Add(")");
        }

        sql.Add(")");
    }
}
