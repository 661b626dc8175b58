using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary><c>:contains</c>: reads every value of the one parameter.</summary>
internal sealed record ContainedTextCondition(string Part) : IndexCondition
{
    public override IndexKind Kind => IndexKind.String;

    public override void Write(Sql sql) => sql.Add("instr(e.value, ").Argument(Part).Add(") > 0");
}
