using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>The tables, one for each kind of value, in which earlier programs kept what is now <see cref="EntryTable"/>.</summary>
internal static class ValueTables
{
    private static readonly (string Name, IndexKind Kind, string Columns)[] All =
    [
        ("string_index", IndexKind.String, "exact, '', 0"),
        ("token_index", IndexKind.Token, "system, '', 0"),
        ("reference_index", IndexKind.Reference, "type, '', 0"),
        ("date_index", IndexKind.Date, "'', '', high"),
        ("uri_index", IndexKind.Uri, "'', '', 0"),
        ("number_index", IndexKind.Number, "'', '', 0"),
        ("quantity_index", IndexKind.Quantity, "system, code, 0"),
    ];

    /// <summary>
    /// Moves what they hold. Each is read along its index by resource, so that merging them puts the rows in the order of the new tree: nothing is sorted, and nothing but a few
    /// pages is held in memory.
    /// </summary>
    public static void MoveToEntries(Connection connection)
    {
        var parts = new List<string>();
        foreach (var (name, kind, columns) in All)
        {
            if (Exists(connection, name))
            {
                connection.Execute($"CREATE INDEX IF NOT EXISTS {name}_resource ON {name}(resource, parameter)");
                parts.Add($"SELECT resource, parameter, value, {columns}, {(int)kind}, edge FROM {name} INDEXED BY {name}_resource");
            }
        }

        if (parts.Count == 0)
        {
            return;
        }

        connection.Execute($"INSERT OR IGNORE INTO entry(resource, parameter, value, system, code, high, kind, edge) {string.Join(" UNION ALL ", parts)} ORDER BY resource, parameter");
        foreach (var (name, _, _) in All)
        {
            connection.Execute($"DROP TABLE IF EXISTS {name}");
        }
    }

    private static bool Exists(Connection connection, string table)
    {
        using var select = connection.Prepare("SELECT 1 FROM sqlite_master WHERE type='table' AND name=?").Bind(table);
        return select.Step();
    }
}
