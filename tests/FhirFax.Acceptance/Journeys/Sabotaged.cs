using FhirFax.Acceptance.Fire;
using FhirFax.ProbedServer;

namespace FhirFax.Acceptance.Journeys;

/// <summary>A rule is broken on purpose, by a part put into the server that is tested; the comparison of ledger and store must see it. With none broken it must see nothing.</summary>
[Collection(FireCollection.Name)]
public sealed class Sabotaged
{
    [Theory]
    [InlineData(SabotageKind.None)]
    [InlineData(SabotageKind.ResendOnTimeout, ViolationKind.Doubled)]
    [InlineData(SabotageKind.AcknowledgeBeforeStore, ViolationKind.AcknowledgedUnstored)]
    [InlineData(SabotageKind.NoUniqueKey, ViolationKind.Doubled)]
    [InlineData(SabotageKind.TrackerMayRegress, ViolationKind.Regressed, ViolationKind.WrongState)]
    public async Task A_broken_rule_turns_the_suite_red(SabotageKind sabotage, params ViolationKind[] seen)
    {
        using var run = new SabotagedRun(sabotage);

        var violations = await run.RunAsync();

        // One broken rule breaks others: a doubled fax also bears the wrong id.
        var kinds = violations.Select(static violation => violation.Kind).ToHashSet();
        seen.ShouldAllBe(kind => kinds.Contains(kind), string.Join('\n', violations));
        (kinds.Count > 0).ShouldBe(seen.Length > 0, string.Join('\n', violations));
    }
}
