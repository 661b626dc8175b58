using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>R4 search.html#token.</summary>
/// <param name="System">Null: any; empty: none.</param>
/// <param name="Code">Null: any.</param>
internal sealed record TokenCondition(string? System, string? Code) : IndexCondition
{
    public override IndexKind Kind => IndexKind.Token;

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

        if (Code is null && System is null)
        {
            sql.Add("1");
        }
    }

    public override void WriteMatches(Sql sql, long parameter)
    {
        if (Code is not null || string.IsNullOrEmpty(System))
        {
            base.WriteMatches(sql, parameter);
            return;
        }

        WriteMatches(sql, EntryTable.BySystem, parameter);
        sql.Add($" AND {EntryTable.HasSystem}");
    }
}
