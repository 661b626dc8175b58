using FhirFax.Store.Compliance;
using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Faxes;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteFaxListTests : FaxListCompliance
{
    private static readonly ProjectKey Key = new("clinic", "live");

    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock, new RowsInTopics());

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Every_page_is_walked_to_in_an_index_and_nothing_is_sorted(FaxSort sort, bool isDescending)
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder, new RowsInTopics());
        using var session = new Session(Connection.Open(folder.Combine("fhirfax.db"), readOnly: true), new Names(), writer: false);
        foreach (var sql in new FaxOrder(session, 1, sort, isDescending).Statements)
        {
            var steps = new List<string>();
            using (var explain = session.Prepare($"EXPLAIN QUERY PLAN {sql}"))
            {
                while (explain.Step())
                {
                    steps.Add(explain.Text(3));
                }
            }

            steps.ShouldHaveSingleItem().ShouldStartWith("SEARCH");
            steps[0].ShouldContain("USING COVERING INDEX");
        }
    }

    [Fact]
    public async Task What_was_stored_without_a_list_or_with_another_is_listed_when_the_store_is_opened()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 1_200).Select(i => RowsInTopics.Row(Guid.NewGuid(), DateTimeOffset.UnixEpoch) with { Subject = $"s{i}" }).ToList();
        await using (var store = await OpenAsync(folder, null))
        {
            await store.WriteAsync(
                async (transaction, token) =>
                {
                    for (var i = 0; i < rows.Count; i++)
                    {
                        await transaction.PutAsync(Key, RowsInTopics.Write($"c{i}", rows[i]), token);
                    }

                    await transaction.PutAsync(Key, Samples.Resource("Patient", "anna"), token);
                    return true;
                },
                CancellationToken.None);
            (await TotalAsync(store)).ShouldBe(0);
        }

        await using (var store = await OpenAsync(folder, new RowsInTopics()))
        {
            (await TotalAsync(store)).ShouldBe(rows.Count);
            (await store.FaxAsync(Key, rows[700].Id, CancellationToken.None)).ShouldNotBeNull().Row.Subject.ShouldBe("s700");
            (await store.AliasedAsync(Key, "Patient", RowsInTopics.Alias("anna"), CancellationToken.None)).ShouldNotBeNull();
        }

        await using (var store = await OpenAsync(folder, null))
        {
            await store.WriteAsync((transaction, token) => transaction.DeleteAsync(Key, new("Communication", "c0"), null, null, token), CancellationToken.None);
        }

        foreach (var version in (int[])[1, 2, 2])
        {
            await using var store = await OpenAsync(folder, new RowsInTopics(version));
            (await TotalAsync(store)).ShouldBe(rows.Count - 1);
        }
    }

    private static Task<SqliteStore> OpenAsync(TemporaryFolder folder, IFaxProjection? faxes) =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path, Faxes = faxes }, TimeProvider.System);

    private static async Task<long> TotalAsync(SqliteStore store) =>
        (await store.FaxesAsync(Key, new FaxListQuery(FaxSort.Created, true, 0, 1), fax => fax, CancellationToken.None)).Total;
}
