using FhirFax.Testing;

namespace FhirFax.Store.Compliance;

/// <summary>What every compliance class stands on: a clean store for each test, two projects, and a clock that only the test moves.</summary>
public abstract class StoreCompliance : IAsyncLifetime
{
    protected static readonly ProjectKey Project = new("clinic", "live");
    protected static readonly ProjectKey OtherProject = new("clinic", "test");
    private StoreUnderTest? _underTest;

    protected ManualTimeProvider Clock { get; } = new();

    protected IFhirFaxStore Store => _underTest!.Store;

    protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => _underTest = await CreateAsync(Clock);

    public async Task DisposeAsync()
    {
        if (_underTest is { } underTest)
        {
            await underTest.Remove();
        }
    }

    /// <summary>Makes an empty store that goes by <paramref name="clock"/>.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(TimeProvider clock);

    /// <summary>A transaction with nothing to return.</summary>
    protected Task WriteAsync(Func<IStoreTransaction, Task> work) => Store.WriteAsync(
        async (transaction, _) =>
        {
            await work(transaction);
            return true;
        },
        None);
}
