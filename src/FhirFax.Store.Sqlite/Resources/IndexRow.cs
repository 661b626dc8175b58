namespace FhirFax.Store.Sqlite.Resources;

/// <summary>A value that a resource is found by, without the resource: a row of <see cref="EntryTable"/>.</summary>
/// <param name="Text">The value of a string, token, reference or uri; the unit's code of a quantity.</param>
/// <param name="Second">Exact text, token system, reference type, quantity system.</param>
/// <param name="Low">Of a date.</param>
/// <param name="High">Of a date.</param>
/// <param name="Number">Of a number or quantity.</param>
/// <param name="Edge">1 on the lowest of the resource's values for the parameter, 2 on the highest.</param>
internal readonly record struct IndexRow(IndexKind Kind, long Parameter, string Text, string Second, long Low, long High, double Number, int Edge)
{
    public const int Lowest = 1;
    public const int Highest = 2;

    /// <summary>Of a part of a composite: which place, and which part. Null: a value by itself.</summary>
    public (int Place, int Part)? Of { get; init; }

    /// <summary>A long, double or string: what sorting goes by.</summary>
    public object SortValue => Kind switch
    {
        IndexKind.Date => Low,
        IndexKind.Number or IndexKind.Quantity => Number,
        _ => Text,
    };

    public bool IsOfSameParameter(in IndexRow other) => Parameter == other.Parameter && Of == other.Of && Kind == other.Kind;

    /// <summary>By parameter; of one parameter in the order that sorting by it gives.</summary>
    public static int Compare(IndexRow row, IndexRow other)
    {
        var byParameter = row.Parameter.CompareTo(other.Parameter);
        if (byParameter == 0 && !row.IsOfSameParameter(other))
        {
            // Only the parts of a composite differ so.
            byParameter = Nullable.Compare(row.Of, other.Of);
            byParameter = byParameter != 0 ? byParameter : row.Kind.CompareTo(other.Kind);
        }

        return byParameter != 0 ? byParameter : row.CompareValue(other);
    }

    private int CompareValue(in IndexRow other)
    {
        var byValue = Kind switch
        {
            IndexKind.Date => Low.CompareTo(other.Low),
            IndexKind.Number or IndexKind.Quantity => Number.CompareTo(other.Number),
            _ => CompareText(Text, other.Text),
        };
        if (byValue != 0)
        {
            return byValue;
        }

        var byHigh = High.CompareTo(other.High);
        var bySecond = byHigh != 0 ? byHigh : CompareText(Second, other.Second);
        return bySecond != 0 ? bySecond : CompareText(Text, other.Text);
    }

    /// <summary>By code points, as SQLite compares UTF-8; UTF-16 order differs where surrogates come in.</summary>
    private static int CompareText(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length.CompareTo(b.Length) : Order(a[same]).CompareTo(Order(b[same]));
    }

    private static int Order(char unit) => char.IsSurrogate(unit) ? unit + char.MaxValue : unit;
}
