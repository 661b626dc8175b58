using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary><c>samples/medplum-client</c>: Medplum's own client, unchanged.</summary>
public sealed class The_MedplumClient : SampleJourney
{
    [SkippableFact]
    public async Task A_MedplumClient_runs_the_integration_guide_as_it_is_written()
    {
        var sample = new Sample("medplum-client").RequireNode();
        using var sandbox = new Sandbox(Server.SandboxUrl);
        await sandbox.DropAsync("", Samples.Document("referral.pdf"));

        var printed = await sample.RunAsync(Server, "npm", "start", "--silent");

        printed.ShouldContain("Fax sent successfully!");
        printed.ShouldMatch("Communication/[0-9a-f-]+ completed");
        printed.ShouldMatch("Communication/[0-9a-f-]+ received .* application/pdf [0-9]+ bytes");
        (await sandbox.AcceptedAsync()).Count.ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_MedplumClient_finds_everything_that_it_relies_on() =>
        (await new Sample("medplum-client").RequireNode().RunAsync(Server, "npm", "test", "--silent")).ShouldContain("# fail 0");
}
