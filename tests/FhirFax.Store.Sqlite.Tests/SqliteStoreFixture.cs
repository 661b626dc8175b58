using FhirFax.Store.Compliance;
using FhirFax.Store.Faxes;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>A store in a folder of its own, for the compliance classes.</summary>
internal static class SqliteStoreFixture
{
    public static async Task<StoreUnderTest> CreateAsync(TimeProvider clock, IFaxProjection? faxes = null)
    {
        var folder = new TemporaryFolder();
        var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path, Faxes = faxes }, clock);
        return new StoreUnderTest(store, async () =>
        {
            await store.DisposeAsync();
            folder.Dispose();
        });
    }
}
