using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>_id</c>.</summary>
internal sealed class IdFilter(long project, long type, IReadOnlyList<string> anyOf) : FilterSql
{
    public override bool IsEmpty => anyOf.Count == 0;

    public override long? AtMost => anyOf.Count;

    public override void WriteMatches(Sql sql)
    {
        sql.Add("SELECT i.seq AS resource FROM resource i INDEXED BY resource_key WHERE i.deleted = 0 AND i.project = ").Argument(project).Add(" AND i.type = ").Argument(type).Add(" AND ");
        WriteIds(sql);
    }

    public override void WriteTest(Sql sql, string seq)
    {
        sql.Add($"EXISTS (SELECT 1 FROM resource i WHERE i.seq = {seq} AND ");
        WriteIds(sql);
        sql.Add(")");
    }

    private void WriteIds(Sql sql)
    {
        sql.Add("i.id IN (");
        for (var i = 0; i < anyOf.Count; i++)
        {
            sql.Add(i == 0 ? "" : ",").Argument(anyOf[i]);
        }

        sql.Add(")");
    }
}
