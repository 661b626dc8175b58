using System.Text;
using FhirFax.Fhir.Search;

namespace FhirFax.Store.Compliance;

/// <summary>
/// Search by the definition, over a list: what a store's answer is compared with. Written without regard to speed and without sharing anything with a store.
/// Resources are given in order of creation.
/// </summary>
public static class SearchModel
{
    public static IReadOnlyList<string> Find(IReadOnlyList<SearchModelResource> resources, SearchQuery query, long now)
    {
        var matching = resources.Select((resource, order) => (resource, order)).Where(r => query.Filters.All(f => Matches(r.resource, f, now))).ToList();
        var newestFirst = query.Sort.Count == 0 || query.Sort[^1].Descending;
        matching.Sort((a, b) =>
        {
            foreach (var key in query.Sort)
            {
                var compared = Compare(Value(a.resource, key), Value(b.resource, key), key.Descending);
                if (compared != 0)
                {
                    return compared;
                }
            }

            return newestFirst ? b.order.CompareTo(a.order) : a.order.CompareTo(b.order);
        });
        return [.. matching.Select(m => m.resource.Id)];
    }

    private static bool Matches(SearchModelResource resource, SearchFilter filter, long now) => filter switch
    {
        SearchFilter.Id id => id.AnyOf.Contains(resource.Id),
        SearchFilter.LastUpdated updated => updated.AnyOf.Any(v => MatchesDate(resource.Updated, resource.Updated + 1, v, now)),
        SearchFilter.Parameter parameter => resource.Entries.Any(e => e.Parameter == parameter.Code && parameter.AnyOf.Any(v => Matches(e, v, now))),
        SearchFilter.Missing missing => missing.IsMissing != resource.Entries.Any(e => e.Parameter == missing.Code || e.Parameter == DerivedCode.Present(missing.Code)),
        SearchFilter.Not not => !Matches(resource, not.Filter, now),
        _ => throw new NotSupportedException(),
    };

    private static bool Matches(IndexEntry entry, SearchValue value, long now) => (entry, value) switch
    {
        (IndexEntry.String e, SearchValue.String v) => e.Normalized.StartsWith(v.StartsWith, StringComparison.Ordinal),
        (IndexEntry.String e, SearchValue.ExactText v) => e.Normalized == v.Normalized && e.Exact == v.Exact,
        (IndexEntry.String e, SearchValue.ContainedText v) => e.Normalized.Contains(v.Text, StringComparison.Ordinal),
        (IndexEntry.Uri e, SearchValue.UriBelow v) => e.Value.StartsWith(v.StartsWith, StringComparison.Ordinal),
        (IndexEntry.Token e, SearchValue.Token v) => (v.Code is null || v.Code == e.Code) && (v.System is null || v.System == (e.System ?? "")),
        (IndexEntry.Reference e, SearchValue.Reference v) => v.Target == e.Target && (v.TargetType is null || v.TargetType == e.TargetType),
        (IndexEntry.Uri e, SearchValue.Uri v) => e.Value == v.Value,
        (IndexEntry.Date e, SearchValue.Date v) => MatchesDate(e.Low, e.High, v, now),
        (IndexEntry.Number e, SearchValue.Number v) => MatchesNumber((e.Low + e.High) / 2, v.Prefix, v.Low, v.High),
        (IndexEntry.Quantity e, SearchValue.Quantity v) =>
            MatchesNumber((e.Low + e.High) / 2, v.Prefix, v.Low, v.High) && (v.System is null || v.System == e.System) && (v.Code is null || v.Code == e.Code),
        _ => false,
    };

    /// <summary>The words of R4 search.html#prefix, about a resource's interval and the search's.</summary>
    private static bool MatchesDate(long low, long high, SearchValue.Date search, long now)
    {
        var contained = search.Low <= low && high <= search.High;
        var above = high > search.High;
        var below = low < search.Low;
        return search.Prefix switch
        {
            SearchPrefix.Equal => contained,
            SearchPrefix.NotEqual => !contained,
            SearchPrefix.GreaterThan => above,
            SearchPrefix.LessThan => below,
            SearchPrefix.GreaterOrEqual => above || contained,
            SearchPrefix.LessOrEqual => below || contained,
            SearchPrefix.StartsAfter => low >= search.High,
            SearchPrefix.EndsBefore => high <= search.Low,
            SearchPrefix.Approximately => Math.Max(low, search.Low - Tolerance(search, now)) < Math.Min(high, search.High + Tolerance(search, now)),
            _ => throw new NotSupportedException(),
        };
    }

    private static long Tolerance(SearchValue.Date search, long now) => Math.Max(0, Math.Max(search.Low - now, now - search.High)) / 10;

    private static bool MatchesNumber(double value, SearchPrefix prefix, double low, double high)
    {
        var exact = (low + high) / 2;
        return prefix switch
        {
            SearchPrefix.Equal => low <= value && value < high,
            SearchPrefix.NotEqual => !(low <= value && value < high),
            SearchPrefix.GreaterThan or SearchPrefix.StartsAfter => value > exact,
            SearchPrefix.LessThan or SearchPrefix.EndsBefore => value < exact,
            SearchPrefix.GreaterOrEqual => value >= exact,
            SearchPrefix.LessOrEqual => value <= exact,
            SearchPrefix.Approximately => Math.Abs(value - exact) <= Math.Abs(exact) / 10,
            _ => throw new NotSupportedException(),
        };
    }

    private static IComparable? Value(SearchModelResource resource, SortKey key)
    {
        IEnumerable<IComparable> values = key.Parameter switch
        {
            "_id" => [new Ordinal(resource.Id)],
            "_lastUpdated" => [resource.Updated],
            _ => resource.Entries.Where(e => e.Parameter == key.Parameter).Select(Value),
        };
        return key.Descending ? values.Max() : values.Min();
    }

    private static IComparable Value(IndexEntry entry) => entry switch
    {
        IndexEntry.String e => new Ordinal(e.Normalized),
        IndexEntry.Token e => new Ordinal(e.Code),
        IndexEntry.Reference e => new Ordinal(e.Target),
        IndexEntry.Uri e => new Ordinal(e.Value),
        IndexEntry.Date e => e.Low,
        IndexEntry.Number e => (e.Low + e.High) / 2,
        IndexEntry.Quantity e => (e.Low + e.High) / 2,
        _ => throw new NotSupportedException(),
    };

    /// <summary>What is missing comes last in either direction.</summary>
    private static int Compare(IComparable? a, IComparable? b, bool descending) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => descending ? b.CompareTo(a) : a.CompareTo(b),
    };

    /// <summary>Text in the order of its code points.</summary>
    private sealed record Ordinal(string Text) : IComparable
    {
        public int CompareTo(object? other) => Encoding.UTF8.GetBytes(Text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(((Ordinal)other!).Text));
    }
}
