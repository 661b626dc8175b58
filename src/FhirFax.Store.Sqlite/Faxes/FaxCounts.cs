using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>How many faxes a project has, and how many of them have a value to sort by: kept, so that no list has to count.</summary>
internal sealed class FaxCounts(Session session)
{
    /// <summary>Stands for every fax; the others are <see cref="FaxSort"/>.</summary>
    private const long Every = 0;

    /// <summary>By how many counts change at once.</summary>
    private static readonly string[] Changes = [.. Enumerable.Range(0, 8).Select(n =>
        $"INSERT INTO fax_count(project, sort, n) VALUES{string.Join(',', Enumerable.Repeat("(?,?,?)", n))} ON CONFLICT(project, sort) DO UPDATE SET n = n + excluded.n")];

    private readonly List<(long Sort, long Difference)> _changed = [];

    public long Total(long project) => Read(project, Every);

    /// <summary>Those that have a value for it.</summary>
    public long Valued(long project, FaxSort sort) => Read(project, FaxColumns.IsOptional(sort) ? (long)sort : Every);

    public void Change(long project, FaxRow? before, FaxRow? after)
    {
        _changed.Clear();
        Note(Every, before is not null, after is not null);
        Note((long)FaxSort.Sent, before?.Sent is not null, after?.Sent is not null);
        Note((long)FaxSort.Received, before?.Received is not null, after?.Received is not null);
        Note((long)FaxSort.Subject, before?.Subject is not null, after?.Subject is not null);
        Note((long)FaxSort.Sender, before?.Sender is not null, after?.Sender is not null);
        Note((long)FaxSort.Receiver, before?.Receiver is not null, after?.Receiver is not null);
        Note((long)FaxSort.Pages, before?.Pages is not null, after?.Pages is not null);
        if (_changed.Count == 0)
        {
            return;
        }

        using var add = session.Prepare(Changes[_changed.Count]);
        foreach (var (sort, difference) in _changed)
        {
            add.Bind(project).Bind(sort).Bind(difference);
        }

        add.Run();
    }

    private long Read(long project, long sort)
    {
        using var select = session.Prepare("SELECT n FROM fax_count WHERE project=? AND sort=?").Bind(project).Bind(sort);
        return select.Step() ? select.Int64(0) : 0;
    }

    private void Note(long sort, bool before, bool after)
    {
        if (before != after)
        {
            _changed.Add((sort, after ? 1 : -1));
        }
    }
}
