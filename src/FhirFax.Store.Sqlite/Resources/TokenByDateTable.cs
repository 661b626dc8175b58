using System.Collections.Frozen;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>
/// What has a token, in the order of a date. The newest of an inbox are the first rows of it, however much else is stored, however thinly they are spread and however old they are;
/// no other index gives both. Kept for a few pairs of parameters only: each costs every write of its type a row.
/// </summary>
internal sealed class TokenByDateTable(Session session)
{
    public const string Name = "token_by_date";

    private static readonly FrozenDictionary<string, (string Token, string Date)[]> Pairs = new Dictionary<string, (string Token, string Date)[]>(StringComparer.Ordinal)
    {
        ["Communication"] = [("category", "sent")],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly HashSet<Entry> _old = [];
    private readonly HashSet<Entry> _new = [];

    /// <summary>Whether this table has the resources of a type that have a token, in the order of that date.</summary>
    public static bool Holds(string type, string token, string date) => Pairs.TryGetValue(type, out var pairs) && Array.IndexOf(pairs, (token, date)) >= 0;

    /// <summary>Statements that make the rows of what was stored before this table was.</summary>
    public static IEnumerable<string> Filling()
    {
        foreach (var (type, pairs) in Pairs)
        {
            foreach (var (token, date) in pairs)
            {
                yield return $"""
                    INSERT INTO {Name}(parameter, date, value, at, resource, system, edge)
                    SELECT t.parameter, d.parameter, t.value, d.value, t.resource, t.system, d.edge
                    FROM type y CROSS JOIN parameter p CROSS JOIN parameter s CROSS JOIN entry t {EntryTable.ByValue} CROSS JOIN entry d {EntryTable.ByResource}
                    WHERE y.name = '{type}' AND p.type = y.id AND p.code = '{token}' AND s.project = p.project AND s.type = y.id AND s.code = '{date}'
                    AND t.parameter = p.id AND d.resource = t.resource AND d.parameter = s.id AND d.edge <> 0
                    ON CONFLICT DO UPDATE SET edge = edge | excluded.edge
                    """;
            }
        }
    }

    /// <param name="old">What the resource was found by.</param>
    /// <param name="rows">What it is found by now.</param>
    public void Replace(long project, long type, long resource, IReadOnlyCollection<IndexRow> old, IReadOnlyCollection<IndexRow> rows)
    {
        if (!Pairs.TryGetValue(session.TypeName(type), out var pairs))
        {
            return;
        }

        _old.Clear();
        _new.Clear();
        foreach (var (token, date) in pairs)
        {
            if (session.FindParameter(project, type, token) is { } parameter && session.FindParameter(project, type, date) is { } order)
            {
                Pair(old, parameter, order, _old);
                Pair(rows, parameter, order, _new);
            }
        }

        Write(resource);
    }

    private static void Pair(IReadOnlyCollection<IndexRow> rows, long parameter, long order, HashSet<Entry> entries)
    {
        foreach (var date in rows)
        {
            if (date.Kind != IndexKind.Date || date.Parameter != order || date.Edge == 0)
            {
                continue;
            }

            foreach (var token in rows)
            {
                if (token.Kind == IndexKind.Token && token.Parameter == parameter)
                {
                    AddEdge(entries, new Entry(parameter, order, token.Text, date.Low, token.Second, date.Edge));
                }
            }
        }
    }

    /// <summary>Two dates that begin alike are one row.</summary>
    private static void AddEdge(HashSet<Entry> entries, Entry entry)
    {
        foreach (var other in entries)
        {
            if (other with { Edge = entry.Edge } == entry)
            {
                entries.Remove(other);
                entry = entry with { Edge = entry.Edge | other.Edge };
                break;
            }
        }

        entries.Add(entry);
    }

    private void Write(long resource)
    {
        // Removals first: a row whose edge alone changes has the same key.
        foreach (var entry in _old)
        {
            if (!_new.Remove(entry))
            {
                using var delete = session.Prepare($"DELETE FROM {Name} WHERE parameter=? AND date=? AND value=? AND at=? AND resource=? AND system=?");
                Bind(delete, entry, resource).Run();
            }
        }

        foreach (var entry in _new)
        {
            using var insert = session.Prepare($"INSERT INTO {Name}(parameter, date, value, at, resource, system, edge) VALUES(?,?,?,?,?,?,?)");
            Bind(insert, entry, resource).Bind((long)entry.Edge).Run();
        }
    }

    private static Statement Bind(Statement statement, in Entry entry, long resource) =>
        statement.Bind(entry.Parameter).Bind(entry.Date).Bind(entry.Value).Bind(entry.At).Bind(resource).Bind(entry.System);

    private readonly record struct Entry(long Parameter, long Date, string Value, long At, string System, int Edge);
}
