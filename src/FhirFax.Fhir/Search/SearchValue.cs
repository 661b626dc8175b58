namespace FhirFax.Fhir.Search;

/// <summary>One alternative of a search parameter, parsed by the parameter's type.</summary>
public abstract record SearchValue
{
    /// <summary>Matches entries whose normalised text starts with this (already normalised).</summary>
    public sealed record String(string StartsWith) : SearchValue;

    /// <param name="System">Null: any system; empty: the entry must have none (<c>|code</c>).</param>
    /// <param name="Code">Null: any code of the system (<c>system|</c>).</param>
    public sealed record Token(string? System, string? Code) : SearchValue;

    /// <param name="TargetType">Null: any type (<c>subject=23</c>).</param>
    /// <param name="Target">Id, or whole url of an absolute reference that is not ours.</param>
    public sealed record Reference(string? TargetType, string Target) : SearchValue;

    /// <summary>Half-open interval in microseconds since 1970 UTC, as <see cref="IndexEntry.Date"/>, to compare by the rules of R4 search.html#prefix.</summary>
    public sealed record Date(SearchPrefix Prefix, long Low, long High) : SearchValue;

    public sealed record Uri(string Value) : SearchValue;

    /// <summary><c>:exact</c>: case and accents count.</summary>
    /// <param name="Normalized">The same text as an index has it, to be sought by.</param>
    public sealed record ExactText(string Normalized, string Exact) : SearchValue;

    /// <summary><c>:contains</c>: the normalised text has this anywhere in it (already normalised).</summary>
    public sealed record ContainedText(string Text) : SearchValue;

    /// <summary><c>:below</c>: the uri starts with this.</summary>
    public sealed record UriBelow(string StartsWith) : SearchValue;

    /// <summary><c>a$b</c>: all parts match at one place.</summary>
    public sealed record Composite(IReadOnlyList<SearchValue> Parts) : SearchValue
    {
        public override string ToString() => string.Join('$', Parts);
    }

    /// <param name="Low">The interval that the written precision implies.</param>
    public sealed record Number(SearchPrefix Prefix, double Low, double High) : SearchValue;

    /// <param name="System">Null: any.</param>
    /// <param name="Code">Unit code or text; null: any.</param>
    public sealed record Quantity(SearchPrefix Prefix, double Low, double High, string? System, string? Code) : SearchValue;
}
