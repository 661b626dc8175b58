using System.Globalization;
using FhirFax.Store.Faxes;

namespace FhirFax.Acceptance.Fire;

/// <summary>Why Deliveries were <c>unknown</c> at some time. There are two causes; the witness is the carrier's ledger for one, the kill for the other.</summary>
internal sealed class UnknownCauses
{
    private readonly Evidence _evidence;
    private readonly ILookup<string, CarrierCall> _handOvers;
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _settled = new(StringComparer.Ordinal);
    private readonly List<Violation> _violations = [];

    public UnknownCauses(Evidence evidence)
    {
        _evidence = evidence;
        _handOvers = evidence.Calls.Where(static call => call.IsHandOver).ToLookup(static call => call.TransactionId, StringComparer.Ordinal);
        foreach (var fax in evidence.Sent)
        {
            foreach (var (delivery, attempts) in fax.Deliveries)
            {
                Judge(fax, delivery.Id, attempts);
            }
        }
    }

    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>What became of the doubtful Attempts.</summary>
    public IReadOnlyDictionary<string, int> Settled => _settled;

    public IReadOnlyList<Violation> Violations => _violations;

    private void Judge(FoundFax fax, string deliveryId, IReadOnlyList<AttemptRecord> attempts)
    {
        var judged = 0;
        foreach (var version in fax.Versions)
        {
            if (!version.Deliveries.TryGetValue(deliveryId, out var shown) || shown.Status != "unknown" || shown.Attempts == judged)
            {
                continue;
            }

            judged = shown.Attempts;
            var attempt = attempts.First(a => a.Ordinal == judged);
            Count(_settled, attempt.Status switch
            {
                AttemptStatus.Submitting or AttemptStatus.Unknown => "still open",
                AttemptStatus.ProvedAbsent => "absent, and handed over again",
                _ when attempt.CarrierId is null => "not at the carrier, and sent again by a person's decision",
                _ => "found at the carrier, and adopted",
            });
            if (CauseOf(attempt, version.At) is { } cause)
            {
                Count(_counts, cause);
            }
            else
            {
                _violations.Add(new Violation(
                    ViolationKind.UnexplainedUnknown,
                    string.Create(CultureInfo.InvariantCulture, $"Communication {fax.Id}, Attempt {attempt.Id} of {attempt.Started:O}, unknown at {version.At:O} ({attempt.ErrorText}); calls: {string.Join("; ", _handOvers[attempt.Id])}")));
            }
        }
    }

    private string? CauseOf(AttemptRecord attempt, DateTimeOffset unknownAt)
    {
        if (_handOvers[attempt.Id].LastOrDefault(static call => call.Fault is { } fault && FaultKinds.LosingTheAnswer.Contains(fault)) is { } lost)
        {
            return $"answer lost after the body went out: {lost.Fault}";
        }

        if (_evidence.ServerKills.Any(kill => kill.IsWithin(attempt.Started, unknownAt)))
        {
            return "killed while submitting";
        }

        return _evidence.CarrierKills.Any(kill => kill.IsWithin(attempt.Started, unknownAt)) ? "answer lost after the body went out: carrier killed" : null;
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
