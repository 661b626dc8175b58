using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// Compares half-open intervals as R4 search.html#prefix does. Each condition carries a bound that an index can seek, even where the definition alone would not give one:
/// a resource's low is always below its high.
/// </summary>
internal sealed record DateCondition(SearchValue.Date Value) : IndexCondition
{
    public override IndexTable Table => IndexTable.Date;

    public override string? Index => Value.Prefix is SearchPrefix.GreaterThan or SearchPrefix.GreaterOrEqual ? "date_index_high" : null;

    public override void Write(Sql sql)
    {
        var (low, high) = (Value.Low, Value.High);
        _ = Value.Prefix switch
        {
            SearchPrefix.Equal => sql.Add("e.value >= ").Argument(low).Add(" AND e.value < ").Argument(high).Add(" AND e.high <= ").Argument(high),
            SearchPrefix.NotEqual => sql.Add("(e.value < ").Argument(low).Add(" OR e.high > ").Argument(high).Add(")"),
            SearchPrefix.GreaterThan => sql.Add("e.high > ").Argument(high),
            SearchPrefix.LessThan => sql.Add("e.value < ").Argument(low),
            SearchPrefix.GreaterOrEqual => sql.Add("e.high > ").Argument(low).Add(" AND (e.value >= ").Argument(low).Add(" OR e.high > ").Argument(high).Add(")"),
            SearchPrefix.LessOrEqual => sql.Add("e.value < ").Argument(high).Add(" AND (e.high <= ").Argument(high).Add(" OR e.value < ").Argument(low).Add(")"),
            SearchPrefix.StartsAfter => sql.Add("e.value >= ").Argument(high),
            SearchPrefix.EndsBefore => sql.Add("e.value < ").Argument(low).Add(" AND e.high <= ").Argument(low),
            SearchPrefix.Approximately => sql.Add("e.value < ").Argument(high).Add(" AND e.high > ").Argument(low),
            _ => throw new NotSupportedException($"No date search by {Value.Prefix}."),
        };
    }
}
