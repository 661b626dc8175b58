using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>:below</c>: the uri starts with this.</summary>
internal sealed record UriPrefixCondition(string Prefix) : IndexCondition
{
    /// <summary>Sorts behind every character that a uri may hold.</summary>
    private const string Last = "\U0010FFFF";

    public override IndexKind Kind => IndexKind.Uri;

    public override void Write(Sql sql) => sql.Add("e.value >= ").Argument(Prefix).Add(" AND e.value < ").Argument(Prefix + Last);
}
