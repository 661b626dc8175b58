using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>R4 search.html#reference.</summary>
/// <param name="Type">Null: any.</param>
internal sealed record ReferenceCondition(string? Type, string Target) : IndexCondition
{
    public override IndexKind Kind => IndexKind.Reference;

    public override bool IsEquality => true;

    public override bool MayRepeat => Type is null;

    public override void Write(Sql sql)
    {
        sql.Add("e.value = ").Argument(Target);
        if (Type is not null)
        {
            sql.Add(" AND e.system = ").Argument(Type);
        }
    }
}
