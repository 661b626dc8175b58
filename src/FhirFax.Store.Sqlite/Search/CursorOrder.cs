using System.Text;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>The order of places in a walk by one key: as SQLite compares, what has no value last in either direction.</summary>
internal sealed class CursorOrder(bool descending) : IComparer<PageCursor>
{
    public int Compare(PageCursor? x, PageCursor? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var (a, b) = (x.Keys[0], y.Keys[0]);
        if (a is null || b is null)
        {
            return a is null && b is null ? Turned(x.Seq.CompareTo(y.Seq)) : a is null ? 1 : -1;
        }

        var byKey = a is string left && b is string right ? CompareText(left, right) : Comparer<object>.Default.Compare(a, b);
        return Turned(byKey != 0 ? byKey : x.Seq.CompareTo(y.Seq));
    }

    private int Turned(int compared) => descending ? -compared : compared;

    private static int CompareText(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
