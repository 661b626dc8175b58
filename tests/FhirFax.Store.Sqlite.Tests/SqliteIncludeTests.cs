using FhirFax.Store.Compliance;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class SqliteIncludeTests : IncludeCompliance
{
    protected override Task<StoreUnderTest> CreateAsync(TimeProvider clock) => SqliteStoreFixture.CreateAsync(clock);
}
