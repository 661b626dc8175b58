using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>_lastUpdated</c>: the rules of <see cref="DateCondition"/> for what is a single instant.</summary>
internal sealed class LastUpdatedFilter(long project, long type, IReadOnlyList<SearchValue.Date> anyOf, long now) : FilterSql
{
    public override bool IsEmpty => anyOf.Count == 0;

    public override void WriteMatches(Sql sql)
    {
        sql.Add("SELECT u.seq AS resource FROM resource u INDEXED BY resource_updated WHERE u.deleted = 0 AND u.project = ").Argument(project).Add(" AND u.type = ").Argument(type).Add(" AND ");
        sql.AnyOf(anyOf, Write);
    }

    public override void WriteTest(Sql sql, string seq)
    {
        sql.Add($"EXISTS (SELECT 1 FROM resource u WHERE u.seq = {seq} AND ");
        sql.AnyOf(anyOf, Write).Add(")");
    }

    private void Write(Sql sql, SearchValue.Date value)
    {
        var (low, high) = value.Prefix == SearchPrefix.Approximately && Approximation.Widen(value, now) is var wide ? (wide.Low, wide.High) : (value.Low, value.High);
        _ = value.Prefix switch
        {
            SearchPrefix.Equal or SearchPrefix.Approximately => sql.Add("u.updated >= ").Argument(low).Add(" AND u.updated < ").Argument(high),
            SearchPrefix.NotEqual => sql.Add("(u.updated < ").Argument(low).Add(" OR u.updated >= ").Argument(high).Add(")"),
            SearchPrefix.GreaterThan or SearchPrefix.StartsAfter => sql.Add("u.updated >= ").Argument(high),
            SearchPrefix.LessThan or SearchPrefix.EndsBefore => sql.Add("u.updated < ").Argument(low),
            SearchPrefix.GreaterOrEqual => sql.Add("u.updated >= ").Argument(low),
            SearchPrefix.LessOrEqual => sql.Add("u.updated < ").Argument(high),
            _ => throw new NotSupportedException($"No date search by {value.Prefix}."),
        };
    }
}
