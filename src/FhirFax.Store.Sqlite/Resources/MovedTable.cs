using System.Runtime.InteropServices;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>
/// Where resources stood in an order before a write moved them: the sort value that was replaced, NULL for none. A page walk reads it to go on in the order that it began in. Kept
/// for <see cref="Kept"/>; the row numbers only grow, also over rows that are gone, and so say what happened before a walk began.
/// </summary>
internal sealed class MovedTable(Session session)
{
    /// <summary>The edge of a value that is a column of the resource itself.</summary>
    private const int NoEdge = 0;

    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private const int RemovedAtOnce = 20;

    private readonly Dictionary<long, int> _noted = [];

    /// <summary>The number of the last move; 0 when nothing ever moved.</summary>
    public long Last()
    {
        using var select = session.Prepare("SELECT seq FROM sqlite_sequence WHERE name='moved'");
        return select.Step() ? select.Int64(0) : 0;
    }

    /// <summary>Notes each lowest and highest value that is no longer one, or that is the first.</summary>
    /// <param name="removed">Rows that went, or changed their edge.</param>
    /// <param name="added">Rows that came, or changed their edge.</param>
    /// <param name="at">When, in microseconds.</param>
    public void Add(long resource, IReadOnlyCollection<IndexRow> removed, IReadOnlyCollection<IndexRow> added, long at)
    {
        _noted.Clear();
        foreach (var row in removed)
        {
            if (Note(row) is var edges and not 0)
            {
                Add(row.Parameter, resource, edges, row.SortValue, at);
            }
        }

        foreach (var row in added)
        {
            if (Note(row) is var edges and not 0)
            {
                Add(row.Parameter, resource, edges, null, at);
            }
        }
    }

    /// <summary>Notes the time of the version that was replaced, and forgets some of what is too old.</summary>
    public void AddUpdated(long project, long type, long resource, long updated, long at)
    {
        Add(session.Parameter(project, type, "_lastUpdated"), resource, NoEdge, updated, at);
        using var delete = session.Prepare("DELETE FROM moved WHERE id IN (SELECT id FROM (SELECT id, at FROM moved ORDER BY id LIMIT ?) WHERE at < ?)")
            .Bind((long)RemovedAtOnce).Bind(at - (Kept.Ticks / TimeSpan.TicksPerMicrosecond));
        delete.Run();
    }

    /// <summary>Those of the row's edges that its parameter was not noted for yet.</summary>
    private int Note(in IndexRow row)
    {
        ref var noted = ref CollectionsMarshal.GetValueRefOrAddDefault(_noted, row.Parameter, out _);
        var edges = row.Edge & ~noted;
        noted |= edges;
        return edges;
    }

    private void Add(long parameter, long resource, int edge, object? value, long at)
    {
        using var insert = session.Prepare("INSERT INTO moved(parameter, resource, edge, value, at) VALUES(?,?,?,?,?)").Bind(parameter).Bind(resource).Bind((long)edge);
        _ = value switch
        {
            long number => insert.Bind(number),
            double number => insert.Bind(number),
            string text => insert.Bind(text),
            _ => insert.BindNull(),
        };
        insert.Bind(at).Run();
    }
}
