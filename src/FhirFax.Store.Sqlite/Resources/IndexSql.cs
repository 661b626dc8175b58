namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The statements that change the index tables, written once.</summary>
internal static class IndexSql
{
    private static readonly Texts[] Tables = [.. Enum.GetValues<IndexTable>().Select(Build)];

    public static string Insert(IndexTable table) => Tables[(int)table].Insert;

    public static string Delete(IndexTable table) => Tables[(int)table].Delete;

    public static string DeleteAll(IndexTable table) => Tables[(int)table].DeleteAll;

    /// <summary>Parameter, edge, then the value columns of one resource.</summary>
    public static string Select(IndexTable table) => Tables[(int)table].Select;

    public static string Name(IndexTable table) => table switch
    {
        IndexTable.String => "string_index",
        IndexTable.Token => "token_index",
        IndexTable.Reference => "reference_index",
        IndexTable.Date => "date_index",
        IndexTable.Uri => "uri_index",
        IndexTable.Number => "number_index",
        IndexTable.Quantity => "quantity_index",
        IndexTable.Composite => "composite_index",
        _ => throw new ArgumentOutOfRangeException(nameof(table)),
    };

    private static string[] ValueColumns(IndexTable table) => table switch
    {
        IndexTable.String => ["value", "exact"],
        IndexTable.Token => ["value", "system"],
        IndexTable.Reference => ["value", "type"],
        IndexTable.Date => ["value", "high"],
        IndexTable.Quantity => ["value", "system", "code"],
        IndexTable.Composite => ["value", "high", "system", "code", "place", "part", "kind"],
        _ => ["value"],
    };

    private static Texts Build(IndexTable table)
    {
        var (name, columns) = (Name(table), ValueColumns(table));
        return new Texts(
            $"INSERT OR IGNORE INTO {name}(parameter, resource, {string.Join(", ", columns)}, edge) VALUES(?,?,{string.Concat(columns.Select(_ => "?,"))}?)",
            $"DELETE FROM {name} WHERE parameter=? AND resource=? AND {string.Join(" AND ", columns.Select(c => c + "=?"))}",
            $"DELETE FROM {name} WHERE resource=?",
            $"SELECT parameter, edge, {string.Join(", ", columns)} FROM {name} WHERE resource=?");
    }

    private sealed record Texts(string Insert, string Delete, string DeleteAll, string Select);
}
