using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>A composite parameter with its alternatives: all parts of one match at the same place of the resource.</summary>
/// <param name="parameter">Null: no resource has ever had a value for it.</param>
internal sealed class CompositeFilter(long? parameter, IReadOnlyList<IReadOnlyList<IndexCondition>> anyOf) : FilterSql
{
    public override bool IsEmpty => parameter is null || anyOf.Count == 0;

    public override bool IsCostly => true;

    private long Parameter => parameter ?? throw new InvalidOperationException("An empty filter is not to be run.");

    public override void WriteMatches(Sql sql)
    {
        for (var i = 0; i < anyOf.Count; i++)
        {
            sql.Add(i == 0 ? "" : " UNION ALL ").Add("SELECT f.resource AS resource FROM (SELECT e.resource AS resource, e.place AS place FROM composite_index e WHERE ");
            WritePart(sql, anyOf[i], 0);
            sql.Add(") f WHERE 1");
            WriteOthers(sql, anyOf[i], "f.resource");
        }
    }

    public override void WriteTest(Sql sql, string seq) => sql.AnyOf(anyOf, (s, parts) =>
    {
        s.Add($"EXISTS (SELECT 1 FROM (SELECT e.place AS place FROM composite_index e INDEXED BY composite_index_resource WHERE e.resource = {seq} AND ");
        WritePart(s, parts, 0);
        s.Add(") f WHERE 1");
        WriteOthers(s, parts, seq);
        s.Add(")");
    });

    private void WriteOthers(Sql sql, IReadOnlyList<IndexCondition> parts, string seq)
    {
        for (var part = 1; part < parts.Count; part++)
        {
            sql.Add($" AND EXISTS (SELECT 1 FROM composite_index e INDEXED BY composite_index_resource WHERE e.resource = {seq} AND e.place = f.place AND ");
            WritePart(sql, parts, part);
            sql.Add(")");
        }
    }

    private void WritePart(Sql sql, IReadOnlyList<IndexCondition> parts, int part)
    {
        sql.Add("e.parameter = ").Argument(Parameter).Add(" AND e.part = ").Argument((long)part).Add(" AND e.kind = ").Argument((long)parts[part].Kind).Add(" AND ");
        parts[part].Write(sql);
    }
}
