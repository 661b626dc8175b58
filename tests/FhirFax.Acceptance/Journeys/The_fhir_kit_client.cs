using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary><c>samples/fhir-kit-client</c>: a FHIR client of somebody else's.</summary>
public sealed class The_fhir_kit_client : SampleJourney
{
    [SkippableFact]
    public async Task A_fhir_kit_client_sends_and_receives()
    {
        var sample = new Sample("fhir-kit-client").RequireNode();
        using var sandbox = new Sandbox(Server.SandboxUrl);
        await sandbox.DropAsync("", Samples.Document("referral.pdf"));

        var printed = await sample.RunAsync(Server, "npm", "start", "--silent");

        printed.ShouldMatch("Communication/[0-9a-f-]+ completed");
        printed.ShouldMatch("Communication/[0-9a-f-]+ received");
    }

    [SkippableFact]
    public async Task A_fhir_kit_client_does_all_that_it_can() =>
        (await new Sample("fhir-kit-client").RequireNode().RunAsync(Server, "npm", "test", "--silent")).ShouldContain("# fail 0");
}
