using FhirFax.Testing;

namespace FhirFax.Acceptance.Running;

/// <summary>A freshly started server for each test that runs a sample; it lets the origin of a browser's page call.</summary>
public abstract class SampleJourney : IAsyncLifetime
{
    private const string Browser = "https://app.example.com";

    private readonly TemporaryFolder _data = new();

    protected SampleJourney() => Server = new ServerProcess(_data.Path, new Dictionary<string, string> { ["Cors__Origins__0"] = Browser });

    protected ServerProcess Server { get; }

    public Task InitializeAsync() => Server.StartAsync();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _data.Dispose();
    }
}
