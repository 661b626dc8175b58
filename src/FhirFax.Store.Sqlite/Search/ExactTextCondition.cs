using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>:exact</c>, sought by the normalised text.</summary>
internal sealed record ExactTextCondition(string Normalized, string Exact) : IndexCondition
{
    public override IndexKind Kind => IndexKind.String;

    public override bool IsEquality => true;

    public override void Write(Sql sql) => sql.Add("e.value = ").Argument(Normalized).Add(" AND e.system = ").Argument(Exact);
}
