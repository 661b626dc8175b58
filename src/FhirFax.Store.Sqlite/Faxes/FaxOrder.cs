using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>
/// The order of one list: by value, then what has none, equals by id. Every direction has an index of its own, which holds all that is skipped over; a page is reached from the
/// nearer end.
/// </summary>
internal sealed class FaxOrder(Session session, long project, FaxSort sort, bool isDescending)
{
    private readonly string _column = FaxColumns.Of(sort);

    /// <summary>Every statement that a page of this order may need.</summary>
    public IReadOnlyList<string> Statements => FaxColumns.IsOptional(sort)
        ? [Sql(true, false), Sql(true, true), Sql(false, false), Sql(false, true)]
        : [Sql(true, false), Sql(true, true)];

    /// <summary>The Communications' rows from <paramref name="offset"/> on, at most <paramref name="count"/>.</summary>
    /// <param name="valued">Of <paramref name="total"/>, how many have a value; they come first.</param>
    public List<long> Slice(long total, long valued, long offset, int count)
    {
        var slice = new List<long>();
        var end = Math.Min(total, offset + count);
        if (offset < Math.Min(valued, end))
        {
            Read(slice, isValued: true, valued, offset, Math.Min(valued, end) - offset);
        }

        var first = Math.Max(offset, valued);
        if (first < end)
        {
            Read(slice, isValued: false, total - valued, first - valued, end - first);
        }

        return slice;
    }

    /// <summary>Appends the rows [<paramref name="skip"/>, <paramref name="skip"/> + <paramref name="take"/>) of <paramref name="length"/>.</summary>
    private void Read(List<long> slice, bool isValued, long length, long skip, long take)
    {
        var rest = length - skip - take;
        var isBackwards = rest < skip;
        var from = slice.Count;
        using var select = session.Prepare(Sql(isValued, isBackwards)).Bind(project).Bind(take).Bind(isBackwards ? rest : skip);
        while (select.Step())
        {
            slice.Add(select.Int64(0));
        }

        if (isBackwards)
        {
            slice.Reverse(from, slice.Count - from);
        }
    }

    private string Sql(bool isValued, bool isBackwards)
    {
        var id = isBackwards ? "id DESC" : "id";
        return isValued
            ? $"""
                SELECT resource FROM fax INDEXED BY fax_{_column}{(isDescending ? "_down" : "")} WHERE project=? AND {_column} IS NOT NULL
                ORDER BY {_column}{(isDescending != isBackwards ? " DESC" : "")}, {id} LIMIT ? OFFSET ?
                """
            : $"SELECT resource FROM fax INDEXED BY fax_{_column} WHERE project=? AND {_column} IS NULL ORDER BY {id} LIMIT ? OFFSET ?";
    }
}
