using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Keeps the index tables in step with the resources: a new version writes only what differs from the one before.</summary>
internal sealed class IndexTables(Session session)
{
    private static readonly IndexTable[] All = Enum.GetValues<IndexTable>();
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
            foreach (var table in All)
            {
                ReadOld(table, resource);
            }
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
            using var delete = session.Prepare(IndexSql.Delete(row.Table));
            BindKey(delete, row, resource).Run();
        }

        foreach (var row in _rows)
        {
            using var insert = session.Prepare(IndexSql.Insert(row.Table));
            BindKey(insert, row, resource).Bind((long)row.Edge).Run();
        }
    }

    public void Remove(long project, long type, long resource, long at)
    {
        _old.Clear();
        foreach (var table in All)
        {
            ReadOld(table, resource);
        }

        _moved.Add(resource, _old, [], at);
        _byDate.Replace(project, type, resource, _old, []);
        foreach (var table in All)
        {
            using var delete = session.Prepare(IndexSql.DeleteAll(table)).Bind(resource);
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

        _rows.Sort(static (a, b) =>
        {
            var byGroup = (a.Table, a.Parameter).CompareTo((b.Table, b.Parameter));
            return byGroup != 0 ? byGroup : a.CompareValue(b);
        });
        MarkEdges();
        // Nothing is sorted by a composite.
        for (var i = 0; i < _rows.Count; i++)
        {
            _rows[i] = _rows[i].Table == IndexTable.Composite ? _rows[i] with { Edge = 0 } : _rows[i];
        }
    }

    /// <summary>Over sorted rows: drops repeats, and marks the first and the last of each parameter.</summary>
    private void MarkEdges()
    {
        var kept = 0;
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            var starts = kept == 0 || (_rows[kept - 1].Table, _rows[kept - 1].Parameter) != (row.Table, row.Parameter);
            if (!starts && _rows[kept - 1] with { Edge = 0 } == row)
            {
                continue;
            }

            if (starts && kept > 0)
            {
                _rows[kept - 1] = _rows[kept - 1] with { Edge = _rows[kept - 1].Edge | IndexRow.Highest };
            }

            _rows[kept++] = row with { Edge = starts ? IndexRow.Lowest : 0 };
        }

        _rows.RemoveRange(kept, _rows.Count - kept);
        if (kept > 0)
        {
            _rows[kept - 1] = _rows[kept - 1] with { Edge = _rows[kept - 1].Edge | IndexRow.Highest };
        }
    }

    private static bool TryTranslate(IndexEntry entry, long parameter, out IndexRow row)
    {
        if (entry is IndexEntry.Composite composite)
        {
            var isTranslated = TryTranslate(composite.Value, parameter, out var value);
            row = value with { Table = IndexTable.Composite, Of = (composite.Place, composite.Part, value.Table) };
            return isTranslated;
        }

        row = entry switch
        {
            IndexEntry.String e => Text(IndexTable.String, parameter, e.Normalized, e.Exact),
            IndexEntry.Token e => Text(IndexTable.Token, parameter, e.Code, e.System ?? ""),
            IndexEntry.Reference e => Text(IndexTable.Reference, parameter, e.Target, e.TargetType ?? ""),
            IndexEntry.Uri e => Text(IndexTable.Uri, parameter, e.Value, ""),
            IndexEntry.Date e => new IndexRow(IndexTable.Date, parameter, "", "", e.Low, e.High, 0, 0),
            IndexEntry.Number e => new IndexRow(IndexTable.Number, parameter, "", "", 0, 0, Middle(e.Low, e.High), 0),
            IndexEntry.Quantity e => new IndexRow(IndexTable.Quantity, parameter, e.Code ?? "", e.System ?? "", 0, 0, Middle(e.Low, e.High), 0),
            _ => throw new NotSupportedException($"No table for index entries of type {entry.GetType().Name}."),
        };
        return !double.IsNaN(row.Number);
    }

    private static IndexRow Text(IndexTable table, long parameter, string text, string second) => new(table, parameter, text, second, 0, 0, 0, 0);

    /// <summary>The value that was written. Of a range open at one end, its other end.</summary>
    private static double Middle(double low, double high) =>
        double.IsInfinity(low) ? high : double.IsInfinity(high) ? low : low + ((high - low) / 2);

    private void ReadOld(IndexTable table, long resource)
    {
        using var select = session.Prepare(IndexSql.Select(table)).Bind(resource);
        while (select.Step())
        {
            var parameter = select.Int64(0);
            _old.Add(table switch
            {
                IndexTable.Date => new IndexRow(table, parameter, "", "", select.Int64(2), select.Int64(3), 0, select.Int32(1)),
                IndexTable.Number => new IndexRow(table, parameter, "", "", 0, 0, select.Double(2), select.Int32(1)),
                IndexTable.Quantity => new IndexRow(table, parameter, select.Text(4), select.Text(3), 0, 0, select.Double(2), select.Int32(1)),
                IndexTable.Uri => new IndexRow(table, parameter, select.Text(2), "", 0, 0, 0, select.Int32(1)),
                IndexTable.Composite => ReadComposite(select, parameter),
                _ => new IndexRow(table, parameter, select.Text(2), select.Text(3), 0, 0, 0, select.Int32(1)),
            });
        }
    }

    private static IndexRow ReadComposite(Statement select, long parameter)
    {
        var kind = (IndexTable)select.Int32(8);
        var row = kind switch
        {
            IndexTable.Date => new IndexRow(IndexTable.Composite, parameter, "", select.Text(4), select.Int64(2), select.Int64(3), 0, 0),
            IndexTable.Number or IndexTable.Quantity => new IndexRow(IndexTable.Composite, parameter, select.Text(5), select.Text(4), 0, 0, select.Double(2), 0),
            _ => new IndexRow(IndexTable.Composite, parameter, select.Text(2), select.Text(4), 0, 0, 0, 0),
        };
        return row with { Of = (select.Int32(6), select.Int32(7), kind) };
    }

    private static Statement BindComposite(Statement statement, in IndexRow row)
    {
        _ = row.Of.Kind switch
        {
            IndexTable.Date => statement.Bind(row.Low),
            IndexTable.Number or IndexTable.Quantity => statement.Bind(row.Number),
            _ => statement.Bind(row.Text),
        };
        return statement.Bind(row.High).Bind(row.Second).Bind(row.Of.Kind == IndexTable.Quantity ? row.Text : "")
            .Bind((long)row.Of.Place).Bind((long)row.Of.Part).Bind((long)row.Of.Kind);
    }

    /// <summary>Parameter, resource, then the value columns: the order that <see cref="IndexSql"/> writes them in.</summary>
    private static Statement BindKey(Statement statement, in IndexRow row, long resource)
    {
        statement.Bind(row.Parameter).Bind(resource);
        return row.Table switch
        {
            IndexTable.Date => statement.Bind(row.Low).Bind(row.High),
            IndexTable.Number => statement.Bind(row.Number),
            IndexTable.Quantity => statement.Bind(row.Number).Bind(row.Second).Bind(row.Text),
            IndexTable.Uri => statement.Bind(row.Text),
            IndexTable.Composite => BindComposite(statement, row),
            _ => statement.Bind(row.Text).Bind(row.Second),
        };
    }
}
