using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>Finds out by counting which filter to begin with.</summary>
internal static class RarestFilter
{
    /// <summary>More matches than this are not told apart.</summary>
    public const long CountedAtMost = 5_000;

    /// <summary>Steps of SQLite's machine that counting a costly filter may take.</summary>
    private const int CostlyCount = 400_000;
    private static readonly long[] CountingBounds = [100, 1_000, CountedAtMost];

    /// <summary>
    /// The filter with the fewest matches, as far as counting up to a bound tells; more than the last bound means "many". The bound grows, so that the cost follows the rarest
    /// filter and not the others.
    /// </summary>
    /// <param name="atMost">The last bound.</param>
    public static (FilterSql? Filter, long Matches) Of(Session session, IReadOnlyList<FilterSql> filters, long atMost)
    {
        var (rarest, fewest) = (filters.FirstOrDefault(f => f.IsWalk) ?? filters.FirstOrDefault(f => f.CanDrive), atMost + 1);
        foreach (var step in CountingBounds)
        {
            var bound = Math.Min(step, atMost);
            foreach (var filter in filters)
            {
                if (!filter.CanDrive)
                {
                    continue;
                }

                var matches = filter.AtMost ?? CountUpTo(session, filter, Math.Min(fewest, bound + 1));
                if (matches < fewest && matches <= bound)
                {
                    (rarest, fewest) = (filter, matches);
                }
            }

            if (fewest <= bound || bound == atMost)
            {
                break;
            }
        }

        return (rarest, fewest);
    }

    /// <summary>A costly filter whose counting takes too long counts as many.</summary>
    private static long CountUpTo(Session session, FilterSql filter, long bound)
    {
        if (!filter.IsCostly)
        {
            return Counted(session, filter, bound);
        }

        var matches = long.MaxValue;
        return session.Connection.TryWithin(CostlyCount, filter, f => matches = Counted(session, f, bound)) ? matches : long.MaxValue;
    }

    private static long Counted(Session session, FilterSql filter, long bound)
    {
        using var statement = Counting(filter, bound).Prepare(session);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    internal static Sql Counting(FilterSql filter, long bound)
    {
        var sql = new Sql().Add("SELECT COUNT(*) FROM (SELECT 1 FROM (");
        filter.WriteMatches(sql);
        return sql.Add(") LIMIT ").Argument(bound).Add(")");
    }
}
