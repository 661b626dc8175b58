using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Compliance;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;
using FhirFax.Testing;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteInboxSearchTests : InboxSearchCompliance
{
    private const string Expected = """
        SELECT t.parameter, d.parameter, t.value, d.value, t.resource, t.system, SUM(DISTINCT d.edge) FROM entry t JOIN entry d ON t.kind = 1 AND d.kind = 3 AND d.resource = t.resource AND d.edge <> 0
        JOIN parameter p ON p.id = t.parameter AND p.code = 'category' JOIN parameter s ON s.id = d.parameter AND s.code = 'sent'
        GROUP BY t.parameter, d.parameter, t.value, d.value, t.resource, t.system
        """;

    private const string Kept = $"SELECT parameter, date, value, at, resource, system, edge FROM {TokenByDateTable.Name}";

    [Fact]
    public async Task The_order_of_an_inbox_follows_every_write()
    {
        using var folder = new TemporaryFolder();
        await using (var store = await OpenAsync(folder))
        {
            await WriteAsync(store);
        }

        ShouldHoldWhatTheIndexesSay(folder);
    }

    [Fact]
    public async Task The_order_of_an_inbox_that_is_older_than_its_table_is_made_at_the_start()
    {
        using var folder = new TemporaryFolder();
        await using (var store = await OpenAsync(folder))
        {
            await WriteAsync(store);
        }

        using (var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false))
        {
            connection.Execute($"DROP TABLE {TokenByDateTable.Name}");
            connection.Execute("PRAGMA user_version=2");
        }

        await using (var store = await OpenAsync(folder))
        {
            var page = await store.SearchAsync(
                Project,
                new SearchQuery
                {
                    ResourceType = "Communication",
                    Filters = [new SearchFilter.Parameter("category", SearchParameterType.Token, [new SearchValue.Token(null, "a")])],
                    Sort = [new SortKey("sent", SearchParameterType.Date, true)],
                    Count = 3,
                },
                None);
            page.Resources.Select(r => r.Key.Id).ShouldBe(["r8", "r6", "r3"]);
        }

        ShouldHoldWhatTheIndexesSay(folder);
    }

    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);

    private static Task<SqliteStore> OpenAsync(TemporaryFolder folder) => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System);

    /// <summary>Several values of both parameters, dates that begin alike, other types and projects, changes and deletions.</summary>
    private static async Task WriteAsync(SqliteStore store)
    {
        for (var i = 0; i < 10; i++)
        {
            var at = i * 100L;
            IndexEntry[] entries =
            [
                new IndexEntry.Token("category", null, i % 2 == 0 ? "a" : "b"), new IndexEntry.Token("category", "urn:s", "a"), new IndexEntry.Token("medium", null, "m"),
                new IndexEntry.Date("sent", at, at + 1), new IndexEntry.Date("sent", at, at + 2), new IndexEntry.Date("sent", at + 5, at + 6), new IndexEntry.Date("received", at, at + 1),
            ];
            await PutAsync(store, Project, "Communication", $"r{i}", [.. entries[..(i % 5)], entries[3]]);
            await PutAsync(store, Project, "Communication", $"r{i}", i % 3 == 1 ? entries[2..] : i == 9 ? [.. entries[..3], entries[3], entries[4]] : entries);
            await PutAsync(store, OtherProject, "Communication", $"r{i}", entries[1..5]);
            await PutAsync(store, Project, "Observation", $"r{i}", entries);
        }

        await store.WriteAsync((t, c) => t.DeleteAsync(OtherProject, new("Communication", "r3"), null, null, c), None);
        await store.WriteAsync((t, c) => t.DeleteAsync(Project, new("Communication", "r5"), null, null, c), None);
        await store.WriteAsync((t, c) => t.DeleteAsync(Project, new("Communication", "r9"), null, null, c), None);
    }

    private static Task<WriteOutcome> PutAsync(SqliteStore store, ProjectKey project, string type, string id, IndexEntry[] entries) =>
        store.WriteAsync((t, c) => t.PutAsync(project, Resource(type, id, "", entries), c), None);

    private static void ShouldHoldWhatTheIndexesSay(TemporaryFolder folder)
    {
        using var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: true);
        var kept = Rows(connection, Kept);
        kept.ShouldBe(Rows(connection, $"{Expected} HAVING (SELECT y.name FROM type y JOIN parameter p ON p.type = y.id WHERE p.id = t.parameter) = 'Communication'"), ignoreOrder: true);
        kept.Count.ShouldBeGreaterThan(20);
    }

    private static List<string> Rows(Connection connection, string sql)
    {
        var rows = new List<string>();
        using var select = connection.Prepare(sql);
        while (select.Step())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, 7).Select(select.Value)));
        }

        return rows;
    }
}
