using FhirFax.Store.Compliance;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteProjectHistoryTests : ProjectHistoryCompliance
{
    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);
}
