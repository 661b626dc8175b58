using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>
/// What resources are found by, kept in step with them: a new version writes only what differs from the one before. All that one resource is found by lies together, and is read
/// at once; an index finds by value. The parts of composites have a table of their own.
/// </summary>
internal sealed class EntryTable(Session session)
{
    /// <summary>Behind the table's name: has this resource such a value? It is the primary key, which nothing but this name makes SQLite prefer.</summary>
    public const string ByResource = "INDEXED BY sqlite_autoindex_entry_1";

    /// <summary>Behind the table's name: which resources have such a value? In the order of value and creation, without a look at the table.</summary>
    public const string ByValue = "INDEXED BY entry_value";

    /// <summary>The tokens of any code; with <see cref="HasSystem"/>.</summary>
    public const string BySystem = "INDEXED BY entry_system";

    /// <summary>The long periods by their end; with <see cref="IsLong"/>.</summary>
    public const string ByEnd = "INDEXED BY entry_end";

    /// <summary>What <see cref="BySystem"/> holds; SQLite uses it only where this stands word for word.</summary>
    public const string HasSystem = "kind = 1 AND system <> ''";

    /// <summary>What <see cref="ByEnd"/> holds, word for word: what is longer than <see cref="LongestShort"/>.</summary>
    public const string IsLong = "kind = 3 AND high - value > 86400000000";

    /// <summary>All other dates.</summary>
    public const string IsShort = "high - value <= 86400000000";

    /// <summary>A day, in microseconds: what lasts no longer is found by its beginning.</summary>
    public const long LongestShort = 86_400_000_000;

    private const string Select = $"""
        SELECT parameter, kind, value, system, code, high, edge, NULL, NULL FROM entry {ByResource} WHERE resource=?
        UNION ALL SELECT parameter, kind, value, system, code, high, edge, place, part FROM composite_index INDEXED BY composite_index_resource WHERE resource=?
        """;

    /// <summary>Rows of one statement: each statement costs about what two or three rows do.</summary>
    private const int RowsAtOnce = 16;

    /// <summary>By the number of rows.</summary>
    private static readonly string[] Inserts =
    [
        .. Enumerable.Range(0, RowsAtOnce + 1).Select(static rows =>
            $"INSERT OR IGNORE INTO entry(resource, parameter, value, system, code, high, kind, edge) VALUES{string.Join(',', Enumerable.Repeat("(?,?,?,?,?,?,?,?)", rows))}"),
    ];

    private const string InsertOfPart = "INSERT OR IGNORE INTO composite_index(resource, parameter, value, system, code, high, kind, place, part, edge) VALUES(?,?,?,?,?,?,?,?,?,0)";
    private const string Delete = $"DELETE FROM entry {ByResource} WHERE resource=? AND parameter=? AND value=? AND system=? AND code=? AND high=?";
    private const string DeleteOfPart = "DELETE FROM composite_index WHERE resource=? AND parameter=? AND value=? AND system=? AND code=? AND high=? AND kind=? AND place=? AND part=?";
    private const string DeleteAll = $"DELETE FROM entry {ByResource} WHERE resource=?";
    private const string DeleteAllParts = "DELETE FROM composite_index INDEXED BY composite_index_resource WHERE resource=?";

    private readonly List<IndexRow> _rows = [];
    private readonly HashSet<IndexRow> _old = [];
    private readonly MovedTable _moved = new(session);
    private readonly TokenByDateTable _byDate = new(session);

    /// <param name="isNew">Nothing is indexed for it yet.</param>
    /// <param name="movedAt">When its values change, in microseconds; null for a resource that never was before, which has no place to move from.</param>
    public void Replace(long project, long type, long resource, IReadOnlyList<IndexEntry> entries, bool isNew, long? movedAt)
    {
        Translate(project, type, entries);
        _old.Clear();
        if (!isNew)
        {
            ReadOld(resource);
        }

        _byDate.Replace(project, type, resource, _old, _rows);
        // Removals first: a row whose edge alone changes has the same key.
        _rows.RemoveAll(_old.Remove);
        if (movedAt is { } at)
        {
            _moved.Add(resource, _old, _rows, at);
        }

        foreach (var row in _old)
        {
            using var delete = session.Prepare(row.Of is null ? Delete : DeleteOfPart);
            BindKey(delete, row, resource);
            _ = row.Of is { } of ? BindPart(delete, row.Kind, of) : delete;
            delete.Run();
        }

        Insert(resource);
    }

    public void Remove(long project, long type, long resource, long at)
    {
        _old.Clear();
        ReadOld(resource);
        _moved.Add(resource, _old, [], at);
        _byDate.Replace(project, type, resource, _old, []);
        foreach (var statement in (ReadOnlySpan<string>)[DeleteAll, DeleteAllParts])
        {
            using var delete = session.Prepare(statement).Bind(resource);
            delete.Run();
        }
    }

    private void Translate(long project, long type, IReadOnlyList<IndexEntry> entries)
    {
        _rows.Clear();
        foreach (var entry in entries)
        {
            if (TryTranslate(entry, session.Parameter(project, type, entry.Parameter), out var row))
            {
                _rows.Add(row);
            }
        }

        _rows.Sort(IndexRow.Compare);
        MarkEdges();
    }

    /// <summary>Over sorted rows: drops repeats, and marks the first and the last of each parameter. Nothing is sorted by a composite.</summary>
    private void MarkEdges()
    {
        var kept = 0;
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            var starts = kept == 0 || !_rows[kept - 1].IsOfSameParameter(row);
            if (!starts && _rows[kept - 1] with { Edge = 0 } == row)
            {
                continue;
            }

            if (starts)
            {
                MarkHighest(kept - 1);
            }

            _rows[kept++] = row with { Edge = starts && row.Of is null ? IndexRow.Lowest : 0 };
        }

        _rows.RemoveRange(kept, _rows.Count - kept);
        MarkHighest(kept - 1);
    }

    private void MarkHighest(int place)
    {
        if (place >= 0 && _rows[place].Of is null)
        {
            _rows[place] = _rows[place] with { Edge = _rows[place].Edge | IndexRow.Highest };
        }
    }

    private void Insert(long resource)
    {
        for (var next = 0; next < _rows.Count;)
        {
            next = _rows[next].Of is { } of ? InsertPart(next, of, resource) : InsertSome(next, resource);
        }
    }

    private int InsertPart(int place, (int Place, int Part) of, long resource)
    {
        using var insert = session.Prepare(InsertOfPart);
        BindKey(insert, _rows[place], resource);
        BindPart(insert, _rows[place].Kind, of).Run();
        return place + 1;
    }

    /// <summary>Of the rows from a place on as many as one statement takes; where it ended.</summary>
    private int InsertSome(int first, long resource)
    {
        var end = first + 1;
        while (end < _rows.Count && end - first < RowsAtOnce && _rows[end].Of is null)
        {
            end++;
        }

        using var insert = session.Prepare(Inserts[end - first]);
        for (var i = first; i < end; i++)
        {
            BindKey(insert, _rows[i], resource);
            insert.Bind((long)_rows[i].Kind).Bind((long)_rows[i].Edge);
        }

        insert.Run();
        return end;
    }

    private static bool TryTranslate(IndexEntry entry, long parameter, out IndexRow row)
    {
        if (entry is IndexEntry.Composite composite)
        {
            var isTranslated = TryTranslate(composite.Value, parameter, out var value);
            row = value with { Of = (composite.Place, composite.Part) };
            return isTranslated;
        }

        row = entry switch
        {
            IndexEntry.String e => Text(IndexKind.String, parameter, e.Normalized, e.Exact),
            IndexEntry.Token e => Text(IndexKind.Token, parameter, e.Code, e.System ?? ""),
            IndexEntry.Reference e => Text(IndexKind.Reference, parameter, e.Target, e.TargetType ?? ""),
            IndexEntry.Uri e => Text(IndexKind.Uri, parameter, e.Value, ""),
            IndexEntry.Date e => new IndexRow(IndexKind.Date, parameter, "", "", e.Low, e.High, 0, 0),
            IndexEntry.Number e => new IndexRow(IndexKind.Number, parameter, "", "", 0, 0, Middle(e.Low, e.High), 0),
            IndexEntry.Quantity e => new IndexRow(IndexKind.Quantity, parameter, e.Code ?? "", e.System ?? "", 0, 0, Middle(e.Low, e.High), 0),
            _ => throw new NotSupportedException($"No row for index entries of type {entry.GetType().Name}."),
        };
        return !double.IsNaN(row.Number);
    }

    private static IndexRow Text(IndexKind kind, long parameter, string text, string second) => new(kind, parameter, text, second, 0, 0, 0, 0);

    /// <summary>The value that was written. Of a range open at one end, its other end.</summary>
    private static double Middle(double low, double high) =>
        double.IsInfinity(low) ? high : double.IsInfinity(high) ? low : low + ((high - low) / 2);

    private void ReadOld(long resource)
    {
        using var select = session.Prepare(Select).Bind(resource).Bind(resource);
        while (select.Step())
        {
            var (parameter, kind, second, edge) = (select.Int64(0), (IndexKind)select.Int32(1), select.Text(3), select.Int32(6));
            var row = kind switch
            {
                IndexKind.Date => new IndexRow(kind, parameter, "", second, select.Int64(2), select.Int64(5), 0, edge),
                IndexKind.Number or IndexKind.Quantity => new IndexRow(kind, parameter, select.Text(4), second, 0, 0, select.Double(2), edge),
                _ => new IndexRow(kind, parameter, select.Text(2), second, 0, 0, 0, edge),
            };
            _old.Add(select.IsNull(8) ? row : row with { Of = (select.Int32(7), select.Int32(8)) });
        }
    }

    /// <summary>Resource, parameter, value, system, code, high.</summary>
    private static void BindKey(Statement statement, in IndexRow row, long resource)
    {
        statement.Bind(resource).Bind(row.Parameter);
        _ = row.Kind switch
        {
            IndexKind.Date => statement.Bind(row.Low),
            IndexKind.Number or IndexKind.Quantity => statement.Bind(row.Number),
            _ => statement.Bind(row.Text),
        };
        statement.Bind(row.Second).Bind(row.Kind == IndexKind.Quantity ? row.Text : "").Bind(row.High);
    }

    private static Statement BindPart(Statement statement, IndexKind kind, (int Place, int Part) of) =>
        statement.Bind((long)kind).Bind((long)of.Place).Bind((long)of.Part);
}
