namespace FhirFax.Fhir.Search;

/// <summary>One value that a search parameter finds a resource by. A closed set; all entries of a parameter are of one kind.</summary>
/// <param name="Parameter">The search parameter's code.</param>
public abstract record IndexEntry(string Parameter)
{
    /// <param name="Normalized">Case folded, accents removed, whitespace runs collapsed: what a plain search starts with. At most <see cref="SearchText.MaxLength"/> units.</param>
    /// <param name="Exact">As written: what <c>:exact</c> compares. At most <see cref="SearchText.MaxLength"/> units.</param>
    public sealed record String(string Parameter, string Normalized, string Exact) : IndexEntry(Parameter);

    /// <param name="System">Null when the element has none (a code, a boolean, an Identifier without system).</param>
    /// <param name="Code">The code or value; case is kept.</param>
    public sealed record Token(string Parameter, string? System, string Code) : IndexEntry(Parameter);

    /// <param name="TargetType">Null when a logical or non-FHIR url.</param>
    /// <param name="Target">The id of a relative reference, or the whole url of an absolute one.</param>
    public sealed record Reference(string Parameter, string? TargetType, string Target) : IndexEntry(Parameter);

    /// <summary>A half-open interval of instants in microseconds since 1970 UTC; an open end is <see cref="long.MinValue"/> or <see cref="long.MaxValue"/>.</summary>
    public sealed record Date(string Parameter, long Low, long High) : IndexEntry(Parameter);

    /// <summary>A canonical with a version has a second entry without it.</summary>
    public sealed record Uri(string Parameter, string Value) : IndexEntry(Parameter);

    /// <summary>The interval implied by the written precision: 100 is [99.5, 100.5).</summary>
    public sealed record Number(string Parameter, double Low, double High) : IndexEntry(Parameter);

    /// <summary>A part of one place that a composite parameter looks at: what is found together stands at the same place (R4 search.html#combining).</summary>
    /// <param name="Place">Counts the places of the resource, from 0.</param>
    /// <param name="Part">Which of the parameter's parts, from 0.</param>
    /// <param name="Value">Any other kind of entry.</param>
    public sealed record Composite(string Parameter, int Place, int Part, IndexEntry Value) : IndexEntry(Parameter);

    /// <summary>As <see cref="Number"/>, with the unit's system and code (or its text as code, without system; both where they differ). <see cref="double.MinValue"/> and <see cref="double.MaxValue"/> are open ends.</summary>
    public sealed record Quantity(string Parameter, double Low, double High, string? System, string? Code) : IndexEntry(Parameter);
}
