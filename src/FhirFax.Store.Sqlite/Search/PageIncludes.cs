using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>Follows the references of a page's resources, in either direction, as far as the query says.</summary>
internal sealed class PageIncludes(Session session, long project, SearchQuery query)
{
    private const string Forward = """
        SELECT t.seq, y.name, t.id FROM reference_index r INDEXED BY reference_index_resource CROSS JOIN type y CROSS JOIN resource t INDEXED BY resource_key
        WHERE y.name = r.type AND t.type = y.id AND t.id = r.value AND t.deleted = 0 AND r.resource =
        """;

    private const string Reverse = """
        SELECT r.resource, t.id FROM reference_index r CROSS JOIN resource t WHERE r.parameter = ? AND r.value = ? AND r.type = ? AND t.seq = r.resource ORDER BY r.resource LIMIT ?
        """;

    private readonly HashSet<long> _seen = [];
    private readonly List<(long Seq, ResourceKey Key)> _matches = [];
    private readonly List<(long Seq, ResourceKey Key)> _found = [];

    /// <summary>In the order they were found; none of them a match.</summary>
    public IReadOnlyList<(long Seq, ResourceKey Key)> Found => _found;

    public void AddMatch(long seq, ResourceKey key)
    {
        _seen.Add(seq);
        _matches.Add((seq, key));
    }

    /// <summary>False when there is more than <see cref="SearchInclude.MaxIncluded"/>.</summary>
    public bool TryFollow()
    {
        var round = _matches;
        for (var isFirst = true; round.Count > 0; isFirst = false)
        {
            var before = _found.Count;
            foreach (var include in query.Includes)
            {
                if ((isFirst || include.Iterates) && !TryFollow(include, round))
                {
                    return false;
                }
            }

            round = _found[before..];
        }

        return true;
    }

    private bool TryFollow(SearchInclude include, List<(long Seq, ResourceKey Key)> round)
    {
        var parameters = include.SourceType is null ? [] : Parameters(include.SourceType, include.Code);
        foreach (var (seq, key) in round)
        {
            if (include.IsReverse)
            {
                if ((include.TargetType is null || include.TargetType == key.Type) && !TryFollowBack(include.SourceType!, parameters, key))
                {
                    return false;
                }
            }
            else if ((include.SourceType is null || include.SourceType == key.Type) && !TryFollowOn(include, parameters, seq))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFollowOn(SearchInclude include, List<long> parameters, long seq)
    {
        if (include.Code is not null && parameters.Count == 0)
        {
            return true;
        }

        var sql = new Sql().Add(Forward).Argument(seq).Add(" AND t.project = ").Argument(project);
        _ = include.Code is null ? sql : sql.Add(" AND r.parameter = ").Argument(parameters[0]);
        _ = include.TargetType is null ? sql : sql.Add(" AND r.type = ").Argument(include.TargetType);
        using var select = sql.Prepare(session);
        while (select.Step())
        {
            if (!TryAdd(select.Int64(0), new ResourceKey(select.Text(1), select.Text(2))))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFollowBack(string sourceType, List<long> parameters, ResourceKey target)
    {
        foreach (var parameter in parameters)
        {
            using var select = session.Prepare(Reverse).Bind(parameter).Bind(target.Id).Bind(target.Type).Bind(_seen.Count + SearchInclude.MaxIncluded + 1L);
            while (select.Step())
            {
                if (!TryAdd(select.Int64(0), new ResourceKey(sourceType, select.Text(1))))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool TryAdd(long seq, ResourceKey key)
    {
        if (_seen.Contains(seq) || query.IncludableTypes?.Contains(key.Type) == false)
        {
            return true;
        }

        if (_found.Count == SearchInclude.MaxIncluded)
        {
            return false;
        }

        _seen.Add(seq);
        _found.Add((seq, key));
        return true;
    }

    /// <summary>The named parameter of the type, or all that resources of it have values for.</summary>
    private List<long> Parameters(string type, string? code)
    {
        var parameters = new List<long>();
        if (session.FindType(type) is not { } typeId)
        {
            return parameters;
        }

        if (code is not null)
        {
            return session.FindParameter(project, typeId, code) is { } one ? [one] : [];
        }

        using var select = session.Prepare("SELECT id FROM parameter WHERE project=? AND type=?").Bind(project).Bind(typeId);
        while (select.Step())
        {
            parameters.Add(select.Int64(0));
        }

        return parameters;
    }
}
