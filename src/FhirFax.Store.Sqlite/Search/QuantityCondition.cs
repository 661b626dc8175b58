using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>A number with its unit (R4 search.html#quantity).</summary>
/// <param name="System">Null: any.</param>
/// <param name="Code">Null: any.</param>
internal sealed record QuantityCondition(SearchPrefix Prefix, double Low, double High, string? System, string? Code) : NumberCondition(Prefix, Low, High)
{
    public override IndexKind Kind => IndexKind.Quantity;

    public override void Write(Sql sql)
    {
        base.Write(sql);
        if (System is not null)
        {
            sql.Add(" AND e.system = ").Argument(System);
        }

        if (Code is not null)
        {
            sql.Add(" AND e.code = ").Argument(Code);
        }
    }
}
