using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>
/// Where resources stood in an order before a write moved them: the sort value that was replaced, NULL for none. A page walk reads it to go on in the order that it began in. Kept
/// for <see cref="Kept"/>; the row numbers only grow, also over rows that are gone, and so say what happened before a walk began.
/// </summary>
internal sealed class MovedTable(Session session)
{
    /// <summary>The edge of a value that is a column of the resource itself.</summary>
    public const int NoEdge = 0;

    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private const int RemovedAtOnce = 20;

    private readonly HashSet<(long Parameter, int Edge)> _had = [];

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
        _had.Clear();
        foreach (var row in removed)
        {
            foreach (var edge in (ReadOnlySpan<int>)[IndexRow.Lowest, IndexRow.Highest])
            {
                if ((row.Edge & edge) != 0 && _had.Add((row.Parameter, edge)))
                {
                    Add(row.Parameter, resource, edge, row.SortValue, at);
                }
            }
        }

        foreach (var row in added)
        {
            foreach (var edge in (ReadOnlySpan<int>)[IndexRow.Lowest, IndexRow.Highest])
            {
                if ((row.Edge & edge) != 0 && _had.Add((row.Parameter, edge)))
                {
                    Add(row.Parameter, resource, edge, null, at);
                }
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
