using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// R4 search.html#number: without prefix the value lies within the precision that the search states; the other prefixes compare with exactly the number given.
/// The resource's own precision plays no part.
/// </summary>
internal record NumberCondition(SearchPrefix Prefix, double Low, double High) : IndexCondition
{
    /// <summary>Half-way points of intervals come out of binary fractions; relative to the value, they are this exact.</summary>
    private const double Rounding = 1e-12;

    public override IndexKind Kind => IndexKind.Number;

    public override void Write(Sql sql)
    {
        var value = Low + ((High - Low) / 2);
        var rounding = Math.Abs(value) * Rounding;
        var tolerance = Approximation.Tolerance(value);
        _ = Prefix switch
        {
            SearchPrefix.Equal => sql.Add("e.value >= ").Argument(Low).Add(" AND e.value < ").Argument(High),
            SearchPrefix.NotEqual => sql.Add("(e.value < ").Argument(Low).Add(" OR e.value >= ").Argument(High).Add(")"),
            SearchPrefix.GreaterThan or SearchPrefix.StartsAfter => sql.Add("e.value > ").Argument(value + rounding),
            SearchPrefix.LessThan or SearchPrefix.EndsBefore => sql.Add("e.value < ").Argument(value - rounding),
            SearchPrefix.GreaterOrEqual => sql.Add("e.value >= ").Argument(value - rounding),
            SearchPrefix.LessOrEqual => sql.Add("e.value <= ").Argument(value + rounding),
            SearchPrefix.Approximately => sql.Add("e.value >= ").Argument(value - tolerance).Add(" AND e.value <= ").Argument(value + tolerance),
            _ => throw new NotSupportedException($"No number search by {Prefix}."),
        };
    }
}
