using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>:missing=false</c>: the resource has any entry of one of these parameters.</summary>
internal sealed class PresentFilter(IReadOnlyList<(bool IsComposite, long Parameter)> anyOf) : FilterSql
{
    public override bool IsEmpty => anyOf.Count == 0;

    public override void WriteMatches(Sql sql)
    {
        for (var i = 0; i < anyOf.Count; i++)
        {
            sql.Add(i == 0 ? "" : " UNION ALL ");
            sql.Add($"SELECT e.resource AS resource FROM {(anyOf[i].IsComposite ? "composite_index e" : $"entry e {EntryTable.ByValue}")} WHERE e.parameter = ").Argument(anyOf[i].Parameter);
        }
    }

    public override void WriteTest(Sql sql, string seq) => sql.AnyOf(anyOf, (s, one) =>
    {
        var table = one.IsComposite ? "composite_index e INDEXED BY composite_index_resource" : $"entry e {EntryTable.ByResource}";
        s.Add($"EXISTS (SELECT 1 FROM {table} WHERE e.resource = {seq} AND e.parameter = ").Argument(one.Parameter).Add(")");
    });
}
