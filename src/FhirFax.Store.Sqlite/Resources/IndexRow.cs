namespace FhirFax.Store.Sqlite.Resources;

/// <summary>A row of one of the index tables, without the resource.</summary>
/// <param name="Text">The value of a string, token, reference or uri; the unit's code of a quantity.</param>
/// <param name="Second">Exact text, token system, reference type, quantity system.</param>
/// <param name="Low">Of a date.</param>
/// <param name="High">Of a date.</param>
/// <param name="Number">Of a number or quantity.</param>
/// <param name="Edge">1 on the lowest of the resource's values for the parameter, 2 on the highest.</param>
internal readonly record struct IndexRow(IndexTable Table, long Parameter, string Text, string Second, long Low, long High, double Number, int Edge)
{
    /// <summary>Of a part of a composite: which place, which part, and the kind of its value.</summary>
    public (int Place, int Part, IndexTable Kind) Of { get; init; }

    public const int Lowest = 1;
    public const int Highest = 2;

    /// <summary>A long, double or string: what sorting goes by.</summary>
    public object SortValue => Table switch
    {
        IndexTable.Date => Low,
        IndexTable.Number or IndexTable.Quantity => Number,
        _ => Text,
    };

    /// <summary>In the order that sorting by this parameter gives.</summary>
    public int CompareValue(in IndexRow other)
    {
        var byValue = Table switch
        {
            IndexTable.Date => Low.CompareTo(other.Low),
            IndexTable.Number or IndexTable.Quantity => Number.CompareTo(other.Number),
            _ => CompareText(Text, other.Text),
        };
        if (byValue != 0)
        {
            return byValue;
        }

        var byHigh = High.CompareTo(other.High);
        return byHigh != 0 ? byHigh : CompareText(Second, other.Second);
    }

    /// <summary>By code points, as SQLite compares UTF-8; UTF-16 order differs where surrogates come in.</summary>
    private static int CompareText(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length.CompareTo(b.Length) : Order(a[same]).CompareTo(Order(b[same]));
    }

    private static int Order(char unit) => char.IsSurrogate(unit) ? unit + char.MaxValue : unit;
}
