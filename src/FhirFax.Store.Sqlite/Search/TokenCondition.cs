using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>R4 search.html#token.</summary>
/// <param name="System">Null: any; empty: none.</param>
/// <param name="Code">Null: any.</param>
internal sealed record TokenCondition(string? System, string? Code) : IndexCondition
{
    public override IndexTable Table => IndexTable.Token;

    public override string? Index => Code is null && !string.IsNullOrEmpty(System) ? "token_index_system" : null;

    public override bool IsEquality => Code is not null;

    public override bool MayRepeat => System is null;

    public override void Write(Sql sql)
    {
        if (Code is not null)
        {
            sql.Add("e.value = ").Argument(Code);
        }

        if (System is not null)
        {
            sql.Add(Code is null ? "e.system = " : " AND e.system = ").Argument(System);
        }

        if (Index is not null)
        {
            // Repeats the condition of the partial index, without which SQLite may not use it.
            sql.Add(" AND e.system <> ''");
        }

        if (Code is null && System is null)
        {
            sql.Add("1");
        }
    }
}
