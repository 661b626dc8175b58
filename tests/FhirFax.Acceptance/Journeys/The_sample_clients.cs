using FhirFax.Acceptance.Running;
using FhirFax.Testing;

namespace FhirFax.Acceptance.Journeys;

/// <summary>The clients of <c>samples/</c>, which are other people's libraries, each against a server of its own.</summary>
public sealed class The_sample_clients : IAsyncLifetime
{
    private const string Browser = "https://app.example.com";

    private readonly TemporaryFolder _data = new();
    private readonly ServerProcess _server;

    public The_sample_clients() => _server = new ServerProcess(_data.Path, new Dictionary<string, string> { ["Cors__Origins__0"] = Browser });

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [SkippableFact]
    public async Task A_MedplumClient_runs_the_integration_guide_as_it_is_written()
    {
        var sample = new Sample("medplum-client").RequireNode();
        using var sandbox = new Sandbox(_server.SandboxUrl);
        await sandbox.DropAsync("", Samples.Document("referral.pdf"));

        var printed = await sample.RunAsync(_server, "npm", "start", "--silent");

        printed.ShouldContain("Fax sent successfully!");
        printed.ShouldMatch("Communication/[0-9a-f-]+ completed");
        printed.ShouldMatch("Communication/[0-9a-f-]+ received .* application/pdf [0-9]+ bytes");
        (await sandbox.AcceptedAsync()).Count.ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_MedplumClient_finds_everything_that_it_relies_on() =>
        (await new Sample("medplum-client").RequireNode().RunAsync(_server, "npm", "test", "--silent")).ShouldContain("# fail 0");

    [SkippableFact]
    public async Task A_fhir_kit_client_sends_and_receives()
    {
        var sample = new Sample("fhir-kit-client").RequireNode();
        using var sandbox = new Sandbox(_server.SandboxUrl);
        await sandbox.DropAsync("", Samples.Document("referral.pdf"));

        var printed = await sample.RunAsync(_server, "npm", "start", "--silent");

        printed.ShouldMatch("Communication/[0-9a-f-]+ completed");
        printed.ShouldMatch("Communication/[0-9a-f-]+ received");
    }

    [SkippableFact]
    public async Task A_fhir_kit_client_does_all_that_it_can() =>
        (await new Sample("fhir-kit-client").RequireNode().RunAsync(_server, "npm", "test", "--silent")).ShouldContain("# fail 0");
}
