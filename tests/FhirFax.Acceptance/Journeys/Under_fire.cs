using FhirFax.Acceptance.Fire;
using Xunit.Abstractions;

namespace FhirFax.Acceptance.Journeys;

/// <summary>
/// The carrier, a process of its own, misbehaves by a seeded mix of faults while the server is killed at named steps and at random moments, the carrier itself now and then, and clients repeat every
/// call until it is answered. Then the carrier's ledger is compared with the store: nothing lost, nothing doubled, no wrong end, and <c>unknown</c> only where nobody could know.
/// </summary>
/// <remarks>The long run is described in <c>docs/proof.md</c>.</remarks>
[Collection(FireCollection.Name)]
public sealed class Under_fire(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_nothing_is_doubled_and_every_end_is_true()
    {
        var settings = FireSettings.FromEnvironment();
        var progress = Environment.GetEnvironmentVariable("FHIRFAX_FIRE_REPORT");
        using var run = new FireRun(settings, line => Say(progress, line));

        var evidence = await run.RunAsync();

        var violations = Verdict.Of(evidence);
        var report = new FireReport(settings, evidence, violations);
        output.WriteLine(report.ToString());
        Say(progress, "\n" + report);
        violations.ShouldBeEmpty();
        report.TooSeldom.ShouldBeEmpty();
        evidence.Calls.Count(static call => call.Fault is not null).ShouldBeGreaterThan(5);
    }

    private static void Say(string? file, string line)
    {
        if (file is { Length: > 0 })
        {
            File.AppendAllText(file, line + "\n");
        }
    }
}
