using FhirFax.Store.Compliance;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteSearchModelTests : SearchModelCompliance
{
    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);
}
