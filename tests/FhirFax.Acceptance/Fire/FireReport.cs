using System.Globalization;
using System.Text;
using FhirFax.ProbedServer;

namespace FhirFax.Acceptance.Fire;

/// <summary>Says what a run went through. A run in which little struck proves little.</summary>
internal sealed class FireReport(FireSettings settings, Evidence evidence, IReadOnlyList<Violation> violations)
{
    private IReadOnlyDictionary<string, int> Kills { get; } = Enum.GetValues<Step>()
        .ToDictionary(static step => step.ToString(), step => evidence.ServerKills.Count(kill => kill.Step == step));

    private IReadOnlyDictionary<string, int> Faults { get; } = FaultKinds.All
        .ToDictionary(static kind => kind, kind => evidence.Calls.Count(call => call.Struck == kind));

    private IReadOnlyDictionary<string, int> FarEnds { get; } = new SortedDictionary<string, int>(
        evidence.Planned.GroupBy(static fax => fax.Ending is null ? "takes it" : $"{fax.Ending} -> {fax.Status}").ToDictionary(static group => group.Key, static group => group.Count()),
        StringComparer.Ordinal);

    /// <summary>What struck less often than a run that proves something needs; empty in a short run.</summary>
    public IReadOnlyList<string> TooSeldom => !settings.IsLong
        ? []
        : [.. Kills.Concat(Faults).Concat(FarEnds).Where(static strike => strike.Value < FireSettings.OftenEnough).Select(static strike => $"{strike.Key}: {strike.Value}")];

    public override string ToString()
    {
        var text = new StringBuilder();
        Line($"seed {settings.Seed}, EFax__AbsenceIsProof={(settings.AbsenceIsProof ? "true" : "false")}");
        Line($"faxes sent by clients: {evidence.Planned.Count}; faxes that came in: {evidence.Dropped.Count}");
        Line($"accepted by the carrier: {evidence.Accepted.Count}; Communications: {evidence.Sent.Count} sent, {evidence.Received.Count} received");
        Line($"calls to the carrier: {evidence.Calls.Count}, of them hand-overs: {evidence.Calls.Count(static call => call.IsHandOver)}");
        Line($"SIGKILLs of the server: {evidence.ServerKills.Count}; of the carrier: {evidence.CarrierKills.Count}");
        Section("kills per step", [.. Kills, new("(a random moment)", evidence.ServerKills.Count(static kill => kill.Step is null))]);
        Section("faults that struck, per kind", Faults);
        Section("hand-overs struck, per kind", new SortedDictionary<string, int>(
            evidence.Calls.Where(static call => call is { IsHandOver: true, Fault: not null }).GroupBy(static call => call.Fault!)
                .ToDictionary(static group => group.Key, static group => group.Count()), StringComparer.Ordinal));
        Section("far ends, and how the fax had to end", FarEnds);
        var causes = new UnknownCauses(evidence);
        Section("unknown, per cause", causes.Counts);
        Section("unknown, per outcome", causes.Settled);
        Section("violations", Enum.GetValues<ViolationKind>().ToDictionary(static kind => kind.ToString(), kind => violations.Count(v => v.Kind == kind)));
        foreach (var violation in violations)
        {
            Line($"VIOLATION {violation.Kind}: {violation.Text}");
        }

        foreach (var strike in TooSeldom)
        {
            Line($"TOO SELDOM {strike}");
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Section(string title, IEnumerable<KeyValuePair<string, int>> counts)
        {
            Line("");
            Line($"{title}:");
            foreach (var (name, count) in counts)
            {
                Line(string.Create(CultureInfo.InvariantCulture, $"  {count,6}  {name}"));
            }
        }
    }
}
