using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>
/// The order of one list: by value, then what has none, equals by id in both directions. One index serves both, and holds all that is skipped over; a page is reached from the
/// nearer end. Read backwards the index has equals the wrong way round, which is put right for each value of the page.
/// </summary>
internal sealed class FaxOrder(Session session, long project, FaxSort sort, bool isDescending)
{
    private readonly string _column = FaxColumns.Of(sort);

    /// <summary>Every statement that a page of this order may need.</summary>
    public IReadOnlyList<string> Statements =>
    [
        Walk(true, false), Walk(true, true),
        .. FaxColumns.IsOptional(sort) ? (string[])[Walk(false, false), Walk(false, true)] : [],
        .. isDescending ? (string[])[Equals(false), Equals(true), Before] : [],
    ];

    /// <summary>Of a value: how many are after this one in the index.</summary>
    private string Before => $"SELECT count(*) FROM fax INDEXED BY fax_{_column} WHERE project=? AND {_column}=? AND id>?";

    /// <summary>The Communications' rows from <paramref name="offset"/> on, at most <paramref name="count"/>.</summary>
    /// <param name="valued">Of <paramref name="total"/>, how many have a value; they come first.</param>
    public List<long> Slice(long total, long valued, long offset, int count)
    {
        var slice = new List<long>();
        var end = Math.Min(total, offset + count);
        if (offset < Math.Min(valued, end))
        {
            ReadValued(slice, valued, offset, Math.Min(valued, end) - offset);
        }

        var first = Math.Max(offset, valued);
        if (first < end)
        {
            foreach (var place in Read(isValued: false, isBackwards: false, total - valued, first - valued, end - first))
            {
                slice.Add(place.Resource);
            }
        }

        return slice;
    }

    private void ReadValued(List<long> slice, long length, long skip, long take)
    {
        var places = Read(isValued: true, isDescending, length, skip, take);
        if (!isDescending)
        {
            places.ForEach(place => slice.Add(place.Resource));
            return;
        }

        for (var start = 0; start < places.Count;)
        {
            var end = start + 1;
            while (end < places.Count && Equals(places[end].Value, places[start].Value))
            {
                end++;
            }

            AddEquals(slice, places, start, end, skip);
            start = end;
        }
    }

    /// <summary>Appends those of one value, which are the places [<paramref name="start"/>, <paramref name="end"/>) of the page, by id.</summary>
    private void AddEquals(List<long> slice, List<Place> places, int start, int end, long skip)
    {
        var count = end - start;
        var value = places[start].Value;
        if (start == 0 && end == places.Count && skip > 0)
        {
            // More of them may be on the pages before and after.
            using var before = session.Prepare(Before).Bind(project).BindValue(value).Bind(places[0].Id.AsSpan());
            slice.AddRange(Resources(value, isBackwards: false, count, before.Step() ? before.Int64(0) : 0));
        }
        else if (start == 0 && end < places.Count)
        {
            // Their last are here.
            var last = Resources(value, isBackwards: true, count, 0);
            last.Reverse();
            slice.AddRange(last);
        }
        else if (end == places.Count)
        {
            slice.AddRange(Resources(value, isBackwards: false, count, 0));
        }
        else
        {
            for (var i = end - 1; i >= start; i--)
            {
                slice.Add(places[i].Resource);
            }
        }
    }

    private List<long> Resources(object? value, bool isBackwards, long take, long skip)
    {
        var resources = new List<long>();
        using var select = session.Prepare(Equals(isBackwards)).Bind(project).BindValue(value).Bind(take).Bind(skip);
        while (select.Step())
        {
            resources.Add(select.Int64(0));
        }

        return resources;
    }

    /// <summary>The places [<paramref name="skip"/>, <paramref name="skip"/> + <paramref name="take"/>) of <paramref name="length"/>, in the order of the index or against it.</summary>
    private List<Place> Read(bool isValued, bool isBackwards, long length, long skip, long take)
    {
        var rest = length - skip - take;
        var isFromEnd = rest < skip;
        var places = new List<Place>();
        using var select = session.Prepare(Walk(isValued, isBackwards != isFromEnd)).Bind(project).Bind(take).Bind(isFromEnd ? rest : skip);
        while (select.Step())
        {
            places.Add(new Place(select.Int64(0), select.Value(1), select.Blob(2)));
        }

        if (isFromEnd)
        {
            places.Reverse();
        }

        return places;
    }

    private string Walk(bool isValued, bool isBackwards)
    {
        var way = isBackwards ? " DESC" : "";
        return $"""
            SELECT resource, {_column}, id FROM fax INDEXED BY fax_{_column} WHERE project=? AND {_column} {(isValued ? "IS NOT NULL" : "IS NULL")}
            ORDER BY {(isValued ? $"{_column}{way}, " : "")}id{way} LIMIT ? OFFSET ?
            """;
    }

    private string Equals(bool isBackwards) =>
        $"SELECT resource FROM fax INDEXED BY fax_{_column} WHERE project=? AND {_column}=? ORDER BY id{(isBackwards ? " DESC" : "")} LIMIT ? OFFSET ?";

    private readonly record struct Place(long Resource, object? Value, byte[] Id);
}
