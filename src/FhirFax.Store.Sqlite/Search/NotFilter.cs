using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>:not</c>: nothing lists what does not match, so it can only be asked of each resource.</summary>
internal sealed class NotFilter(FilterSql inner) : FilterSql
{
    public override bool CanDrive => false;

    public override void WriteMatches(Sql sql) => throw new NotSupportedException();

    public override void WriteTest(Sql sql, string seq)
    {
        if (inner.IsEmpty)
        {
            sql.Add("1");
            return;
        }

        sql.Add("NOT (");
        inner.WriteTest(sql, seq);
        sql.Add(")");
    }
}
