using FhirFax.Fhir.Search;
using FhirFax.Store.Compliance;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;
using FhirFax.Testing;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteIndexedValuesTests : IndexedValuesCompliance
{
    /// <summary>A scan of the entries below would take more steps of SQLite's machine by far.</summary>
    private const int Steps = 20_000;

    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);

    [Fact]
    public async Task The_distinct_values_are_sought_and_not_scanned()
    {
        using var folder = new TemporaryFolder();
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System))
        {
            await store.WriteAsync(
                async (transaction, token) =>
                {
                    for (var i = 0; i < 10_000; i++)
                    {
                        await transaction.PutAsync(Project, Resource("Patient", $"p{i}", "", new IndexEntry.Uri("label", $"urn:{i % 3}")), token);
                    }

                    return true;
                },
                None);
        }

        using var tables = new Tables(new Session(Connection.Open(folder.Combine("fhirfax.db"), readOnly: true), new Names(), writer: false), TimeProvider.System);
        using (var explain = tables.Session.Prepare("EXPLAIN QUERY PLAN " + DistinctUris.NextSql))
        {
            explain.Step().ShouldBeTrue();
            explain.Text(3).ShouldBe("SEARCH entry USING COVERING INDEX entry_value (parameter=? AND value>?)");
            explain.Step().ShouldBeFalse("nothing else, such as sorting");
        }

        IReadOnlyList<string> found = [];
        tables.Session.Connection.TryWithin(Steps, tables, t => found = t.DistinctUris.Read(Project, ["Patient"], "label", 10)).ShouldBeTrue();
        found.ShouldBe(["urn:0", "urn:1", "urn:2"]);
        tables.Session.Connection.TryWithin(Steps, tables, t => Scan(t.Session)).ShouldBeFalse("a scan is told from it");
    }

    private static void Scan(Session session)
    {
        using var scan = session.Prepare("SELECT COUNT(DISTINCT value) FROM entry");
        scan.Step();
    }
}
