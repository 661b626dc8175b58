using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// Compares half-open intervals as R4 search.html#prefix does. Each condition carries a bound that an index can seek, even where the definition alone would not give one:
/// a resource's low is always below its high. What is to end behind an instant began less than a day before it, or else is long, and found by its end.
/// </summary>
internal sealed record DateCondition(SearchValue.Date Value) : IndexCondition
{
    public override IndexKind Kind => IndexKind.Date;

    /// <summary>What matches ends behind this; null: that says nothing of it.</summary>
    private long? EndsBehind => Value.Prefix switch
    {
        SearchPrefix.GreaterThan => Value.High,
        SearchPrefix.GreaterOrEqual or SearchPrefix.Approximately => Value.Low,
        _ => null,
    };

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

    public override void WriteMatches(Sql sql, long parameter)
    {
        base.WriteMatches(sql, parameter);
        if (EndsBehind is { } end)
        {
            var earliest = Math.Max(end, long.MinValue + EntryTable.LongestShort) - EntryTable.LongestShort;
            sql.Add(" AND e.value > ").Argument(earliest).Add($" AND {EntryTable.IsShort} UNION ALL ");
            WriteMatches(sql, EntryTable.ByEnd, parameter);
            sql.Add($" AND {EntryTable.IsLong}");
        }
    }
}
