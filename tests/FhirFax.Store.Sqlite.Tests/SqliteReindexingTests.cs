using FhirFax.Fhir.Search;
using FhirFax.Store.Compliance;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Testing;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteReindexingTests : ReindexingCompliance
{
    [Fact]
    public async Task Data_that_is_older_than_versions_of_the_index_is_indexed_again_and_a_new_process_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using (var older = await OpenAsync(folder))
        {
            await older.WriteAsync(
                async (t, c) =>
                {
                    for (var i = 0; i < 5; i++)
                    {
                        await t.PutAsync(Project, Resource("Patient", $"p{i}"), c);
                    }

                    return true;
                },
                None);
        }

        using (var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false))
        {
            connection.Execute("DROP TABLE index_state");
        }

        await using (var first = await OpenAsync(folder))
        {
            (await first.BeginReindexingAsync("2", None)).ShouldBe(new ReindexingProgress(0, 5));
            (await first.ReindexAsync("2", _ => [new IndexEntry.Token("name", null, "new")], 3, None)).ShouldBe(new ReindexingProgress(3, 5));
        }

        await using var second = await OpenAsync(folder);
        (await second.BeginReindexingAsync("2", None)).ShouldBe(new ReindexingProgress(3, 5));
        var seen = 0;
        (await second.ReindexAsync("2", _ => [new IndexEntry.Token("name", null, $"new{++seen}")], 3, None)).IsComplete.ShouldBeTrue();
        seen.ShouldBe(2);
    }

    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);

    private static Task<SqliteStore> OpenAsync(TemporaryFolder folder) => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System);
}
