using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>How many faxes a project has, and how many of them have a value to sort by: kept, so that no list has to count.</summary>
internal sealed class FaxCounts(Session session)
{
    /// <summary>Stands for every fax; the others are <see cref="FaxSort"/>.</summary>
    private const long Every = 0;

    public long Total(long project) => Read(project, Every);

    /// <summary>Those that have a value for it.</summary>
    public long Valued(long project, FaxSort sort) => Read(project, FaxColumns.IsOptional(sort) ? (long)sort : Every);

    public void Change(long project, FaxRow? before, FaxRow? after)
    {
        Add(project, Every, Difference(before is not null, after is not null));
        Add(project, (long)FaxSort.Sent, Difference(before?.Sent is not null, after?.Sent is not null));
        Add(project, (long)FaxSort.Received, Difference(before?.Received is not null, after?.Received is not null));
        Add(project, (long)FaxSort.Subject, Difference(before?.Subject is not null, after?.Subject is not null));
        Add(project, (long)FaxSort.Sender, Difference(before?.Sender is not null, after?.Sender is not null));
        Add(project, (long)FaxSort.Receiver, Difference(before?.Receiver is not null, after?.Receiver is not null));
        Add(project, (long)FaxSort.Pages, Difference(before?.Pages is not null, after?.Pages is not null));
    }

    private static int Difference(bool before, bool after) => before == after ? 0 : after ? 1 : -1;

    private long Read(long project, long sort)
    {
        using var select = session.Prepare("SELECT n FROM fax_count WHERE project=? AND sort=?").Bind(project).Bind(sort);
        return select.Step() ? select.Int64(0) : 0;
    }

    private void Add(long project, long sort, int difference)
    {
        if (difference == 0)
        {
            return;
        }

        using var add = session.Prepare("INSERT INTO fax_count(project, sort, n) VALUES(?,?,?) ON CONFLICT(project, sort) DO UPDATE SET n = n + excluded.n")
            .Bind(project).Bind(sort).Bind((long)difference);
        add.Run();
    }
}
