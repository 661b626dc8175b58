using FhirFax.Testing;

namespace FhirFax.Acceptance.Running;

/// <summary>One server for the journeys of a class that do not kill it.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private ServerProcess? _server;

    public ServerProcess Server => _server ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        _server = new ServerProcess(_data.Path);
        await _server.StartAsync();
    }

    public FhirClient Client() => new(Server.BaseUrl);

    public Sandbox Sandbox() => new(Server.SandboxUrl);

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _data.Dispose();
    }
}
