using System.Globalization;
using SQLitePCL;

namespace FhirFax.Benchmarks.Load;

/// <summary>Counts the rows that one create leaves in the server's database, so that the floor can insert as many.</summary>
internal static class IndexRows
{
    public static async Task<int> OfOneCreateAsync(ServerUnderLoad server, string folder)
    {
        var before = Count(folder);
        using var connection = await RawConnection.OpenAsync(server.Url);
        await ServerUnderLoad.ExpectAsync(connection, server.Requests.Send("POST", "/fhir/R4/Communication", Resources.Communication("x", 3)));
        return (int)(Count(folder) - before);
    }

    private static long Count(string folder)
    {
        FhirFax.Store.Sqlite.Engine.NativeSqlite.Initialize();
        var file = Directory.EnumerateFiles(folder, "*.db").First();
        raw.sqlite3_open_v2(file, out var database, raw.SQLITE_OPEN_READONLY, null);
        using (database)
        {
            long rows = 0;
            foreach (var table in Texts(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('entry', 'composite_index')"))
            {
                rows += long.Parse(Texts(database, $"SELECT count(*) FROM {table}")[0], CultureInfo.InvariantCulture);
            }

            return rows;
        }
    }

    private static List<string> Texts(sqlite3 database, string sql)
    {
        var texts = new List<string>();
        raw.sqlite3_prepare_v2(database, sql, out var statement);
        using (statement)
        {
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
            {
                texts.Add(raw.sqlite3_column_text(statement, 0).utf8_to_string());
            }
        }

        return texts;
    }
}
