using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>One alternative of a search parameter as a condition on the columns of <see cref="EntryTable"/>, there called <c>e</c>, or of the parts of composites.</summary>
internal abstract record IndexCondition
{
    public abstract IndexKind Kind { get; }

    /// <summary>The index by value lists its matches in order of creation.</summary>
    public virtual bool IsEquality => false;

    /// <summary>A resource may match by several rows although <see cref="IsEquality"/>.</summary>
    public virtual bool MayRepeat => false;

    /// <param name="now">For <c>ap</c> on dates, in microseconds.</param>
    public static IndexCondition From(SearchValue value, long now) => value switch
    {
        SearchValue.String v => new StringCondition(v.StartsWith),
        SearchValue.Token v => new TokenCondition(v.System, v.Code),
        SearchValue.Reference v => new ReferenceCondition(v.TargetType, v.Target),
        SearchValue.Date v => new DateCondition(v.Prefix == SearchPrefix.Approximately ? Approximation.Widen(v, now) : v),
        SearchValue.ExactText v => new ExactTextCondition(v.Normalized, v.Exact),
        SearchValue.ContainedText v => new ContainedTextCondition(v.Text),
        SearchValue.UriBelow v => new UriPrefixCondition(v.StartsWith),
        SearchValue.Uri v => new UriCondition(v.Value),
        SearchValue.Number v => new NumberCondition(v.Prefix, v.Low, v.High),
        SearchValue.Quantity v => new QuantityCondition(v.Prefix, v.Low, v.High, v.System, v.Code),
        _ => throw new NotSupportedException($"No search by {value.GetType().Name}."),
    };

    public abstract void Write(Sql sql);

    /// <summary>One or more SELECTs of <c>resource</c>, which may repeat.</summary>
    public virtual void WriteMatches(Sql sql, long parameter) => WriteMatches(sql, EntryTable.ByValue, parameter);

    protected void WriteMatches(Sql sql, string by, long parameter)
    {
        sql.Add($"SELECT e.resource AS resource FROM entry e {by} WHERE e.parameter = ").Argument(parameter).Add(" AND ");
        Write(sql);
    }
}
