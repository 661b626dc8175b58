using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>Follows the references of a page's resources, in either direction, as far as the query says.</summary>
internal sealed class PageIncludes(Session session, long project, SearchQuery query)
{
    private static readonly string Forward = $"""
        SELECT t.seq, y.name, t.id FROM entry r {EntryTable.ByResource} CROSS JOIN type y CROSS JOIN resource t INDEXED BY resource_key
        WHERE y.name = r.system AND t.type = y.id AND t.id = r.value AND t.deleted = 0 AND r.kind = {(int)IndexKind.Reference} AND r.resource =
        """;

    private const string Reverse = $"""
        SELECT r.resource, t.id FROM entry r {EntryTable.ByValue} CROSS JOIN resource t WHERE r.parameter = ? AND r.value = ? AND r.system = ? AND t.seq = r.resource ORDER BY r.resource LIMIT ?
        """;

    // A reference by name: from the canonicals of a resource to whatever bears the name.
    private const string ForwardByName = $"""
        SELECT t.seq, y.name, t.id FROM entry r {EntryTable.ByResource} CROSS JOIN parameter p CROSS JOIN type y CROSS JOIN parameter q CROSS JOIN entry n {EntryTable.ByValue} CROSS JOIN resource t
        WHERE p.id = r.parameter AND q.project = p.project AND q.type = y.id AND q.code = '{DerivedCode.CanonicalName}' AND n.parameter = q.id AND n.value = r.value AND t.seq = n.resource AND r.resource =
        """;

    private const string AnyCanonical = " AND p.code LIKE '%:canonical'";

    private const string ReverseByName = $"""
        SELECT r.resource, t.id FROM entry n {EntryTable.ByResource} CROSS JOIN entry r {EntryTable.ByValue} CROSS JOIN resource t
        WHERE n.resource = ? AND n.parameter = ? AND r.parameter = ? AND r.value = n.value AND t.seq = r.resource ORDER BY r.resource LIMIT ?
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
        var links = include.SourceType is null ? [] : Links(include.SourceType, include.Code);
        foreach (var (seq, key) in round)
        {
            if (include.IsReverse)
            {
                if ((include.TargetType is null || include.TargetType == key.Type) && !TryFollowBack(include.SourceType!, links, seq, key))
                {
                    return false;
                }
            }
            else if ((include.SourceType is null || include.SourceType == key.Type) && !TryFollowOn(include, links, seq))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFollowOn(SearchInclude include, List<ReferenceLinks> links, long seq)
    {
        if (include.Code is null)
        {
            return TryFollowOn(include, Forward, seq, null, null) && TryFollowOn(include, ForwardByName, seq, null, AnyCanonical);
        }

        return links is not [var (literal, canonical)]
            || ((literal is null || TryFollowOn(include, Forward, seq, literal, null)) && (canonical is null || TryFollowOn(include, ForwardByName, seq, canonical, null)));
    }

    /// <summary>Every statement that may run for an include; for tests.</summary>
    internal static IEnumerable<string> Explain(SearchInclude include)
    {
        long? parameter = include.Code is null ? null : 1;
        return include.IsReverse
            ? [Reverse, ReverseByName]
            : [Following(include, Forward, 1, 1, parameter, null).ToString(), Following(include, ForwardByName, 1, 1, parameter, parameter is null ? AnyCanonical : null).ToString()];
    }

    private static Sql Following(SearchInclude include, string way, long seq, long project, long? parameter, string? condition)
    {
        var sql = new Sql().Add(way).Argument(seq).Add(" AND t.project = ").Argument(project).Add(condition ?? "");
        _ = parameter is null ? sql : sql.Add(" AND r.parameter = ").Argument(parameter);
        return include.TargetType is null ? sql : sql.Add(" AND y.name = ").Argument(include.TargetType);
    }

    private bool TryFollowOn(SearchInclude include, string way, long seq, long? parameter, string? condition)
    {
        using var select = Following(include, way, seq, project, parameter, condition).Prepare(session);
        while (select.Step())
        {
            if (!TryAdd(select.Int64(0), new ResourceKey(select.Text(1), select.Text(2))))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFollowBack(string sourceType, List<ReferenceLinks> links, long seq, ResourceKey target)
    {
        var limit = _seen.Count + SearchInclude.MaxIncluded + 1L;
        foreach (var (literal, canonical) in links)
        {
            if (literal is { } parameter)
            {
                using var select = session.Prepare(Reverse).Bind(parameter).Bind(target.Id).Bind(target.Type).Bind(limit);
                if (!TryAddAll(select, sourceType))
                {
                    return false;
                }
            }

            if (canonical is { } named && session.FindType(target.Type) is { } type && session.FindParameter(project, type, DerivedCode.CanonicalName) is { } name)
            {
                using var select = session.Prepare(ReverseByName).Bind(seq).Bind(name).Bind(named).Bind(limit);
                if (!TryAddAll(select, sourceType))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool TryAddAll(Statement select, string sourceType)
    {
        while (select.Step())
        {
            if (!TryAdd(select.Int64(0), new ResourceKey(sourceType, select.Text(1))))
            {
                return false;
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

    /// <summary>The named parameter of the type, or all reference parameters that it declares.</summary>
    private List<ReferenceLinks> Links(string type, string? code)
    {
        var links = new List<ReferenceLinks>();
        if (session.FindType(type) is not { } typeId)
        {
            return links;
        }

        if (code is not null)
        {
            links.Add(Links(typeId, code));
            return links;
        }

        foreach (var parameter in R4Definitions.Current.SearchParametersOf(type))
        {
            if (parameter.Type == SearchParameterType.Reference)
            {
                links.Add(Links(typeId, parameter.Code));
            }
        }

        return links;
    }

    private ReferenceLinks Links(long typeId, string code) =>
        new(session.FindParameter(project, typeId, code), session.FindParameter(project, typeId, DerivedCode.Canonical(code)));
}
