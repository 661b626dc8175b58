using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>The whole uri, exactly (R4 search.html#uri).</summary>
internal sealed record UriCondition(string Value) : IndexCondition
{
    public override IndexKind Kind => IndexKind.Uri;

    public override bool IsEquality => true;

    public override void Write(Sql sql) => sql.Add("e.value = ").Argument(Value);
}
