namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// Which searches no short walk answers, and what does, so that it is not found out each time anew. A bounded number of them; each for some uses only, since what is stored
/// changes. Right or wrong, it changes the cost of a search and never its answer. Of one connection, and used by one thread at a time like it.
/// </summary>
internal sealed class PlanMemory
{
    private const int MostSearches = 1_000;
    private const int Uses = 50;
    private readonly Dictionary<int, (SearchWay Way, int Left)> _ways = [];

    /// <summary>A short walk, when nothing else is known.</summary>
    public SearchWay Recall(PageSql search)
    {
        // Where every search is answered at once, not even its name is asked for.
        if (_ways.Count == 0)
        {
            return default(SearchWay);
        }

        var name = search.Fingerprint();
        if (!_ways.TryGetValue(name, out var known))
        {
            return default(SearchWay);
        }

        if (known.Left == 0)
        {
            _ways.Remove(name);
            return default(SearchWay);
        }

        _ways[name] = known with { Left = known.Left - 1 };
        return known.Way;
    }

    public void Remember(PageSql search, SearchWay way)
    {
        if (_ways.Count >= MostSearches)
        {
            _ways.Clear();
        }

        var name = search.Fingerprint();
        _ways[name] = (way, _ways.TryGetValue(name, out var known) && known.Way == way ? known.Left : Uses);
    }
}
