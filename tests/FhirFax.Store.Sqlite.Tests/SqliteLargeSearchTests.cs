using FhirFax.Store.Compliance;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteLargeSearchTests : LargeSearchCompliance
{
    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);
}
