using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>The normalised text starts with this (R4 search.html#string).</summary>
internal sealed record StringCondition(string Prefix) : IndexCondition
{
    /// <summary>Sorts behind every character that text may hold.</summary>
    private const string Last = "\U0010FFFF";

    public override IndexKind Kind => IndexKind.String;

    public override void Write(Sql sql) => sql.Add("e.value >= ").Argument(Prefix).Add(" AND e.value < ").Argument(Prefix + Last);
}
