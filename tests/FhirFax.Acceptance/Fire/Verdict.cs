using FhirFax.Store.Faxes;

namespace FhirFax.Acceptance.Fire;

/// <summary>Compares what the carrier says with what the store says, and both with what was wanted. Knows nothing of how it came about.</summary>
internal static class Verdict
{
    private static readonly HashSet<string> Terminal = new(StringComparer.Ordinal) { "completed", "failed", "refused", "cancelled" };

    /// <param name="isOver">Everything has come to its end; otherwise only what must hold at any moment is judged.</param>
    public static IReadOnlyList<Violation> Of(Evidence evidence, bool isOver = true)
    {
        var violations = new List<Violation>();
        violations.AddRange(Sent(evidence, isOver));
        violations.AddRange(Received(evidence, isOver));
        violations.AddRange(evidence.Sent.SelectMany(Regressions));
        violations.AddRange(new UnknownCauses(evidence).Violations);
        return violations;
    }

    private static IEnumerable<Violation> Sent(Evidence evidence, bool isOver)
    {
        var accepted = evidence.Accepted.ToLookup(static fax => fax.Number, StringComparer.Ordinal);
        var found = evidence.Sent.SelectMany(static fax => fax.Deliveries.Select(delivery => (Fax: fax, delivery.Delivery, delivery.Attempts)))
            .ToLookup(static item => Digits(item.Delivery.Number), StringComparer.Ordinal);
        foreach (var planned in evidence.Planned)
        {
            var number = Digits(planned.Number);
            List<AcceptedFax> taken = [.. accepted[number]];
            var stored = found[number].ToList();
            if (taken.Count > 1)
            {
                yield return new Violation(ViolationKind.Doubled, $"{taken.Count} faxes went to {number}.");
            }

            if (stored.Count > 1)
            {
                yield return new Violation(ViolationKind.Doubled, $"{stored.Count} Communications are about {number}.");
            }

            if (taken.Count > 0 && !taken.TrueForAll(fax => fax.Digests.SequenceEqual([DroppedFax.DigestOf(planned.Content)])))
            {
                yield return new Violation(ViolationKind.Mistaken, $"Another document went to {number}.");
            }

            if (taken.Exists(fax => !stored.Exists(item => item.Attempts.Any(attempt => attempt.Id == fax.TransactionId))))
            {
                yield return new Violation(ViolationKind.Unwanted, $"The carrier has a fax to {number} that no Attempt stands for.");
            }

            foreach (var violation in isOver ? Ended(planned, taken, stored) : [])
            {
                yield return violation;
            }
        }

        var numbers = evidence.Planned.Select(static fax => Digits(fax.Number)).ToHashSet(StringComparer.Ordinal);
        foreach (var fax in evidence.Accepted.Where(fax => !numbers.Contains(fax.Number)))
        {
            yield return new Violation(ViolationKind.Unwanted, $"Nobody wanted to fax to {fax.Number}.");
        }
    }

    private static IEnumerable<Violation> Ended(
        PlannedFax planned, List<AcceptedFax> taken, List<(FoundFax Fax, DeliveryRecord Delivery, IReadOnlyList<AttemptRecord> Attempts)> stored)
    {
        if (stored.Count == 0 || (taken.Count == 0 && planned.CarrierStatus is not null))
        {
            yield return new Violation(ViolationKind.Lost, $"The fax to {planned.Number}: {stored.Count} Communications, {taken.Count} at the carrier.");
            yield break;
        }

        foreach (var (fax, _, attempts) in stored)
        {
            if (fax.Status != planned.Status)
            {
                yield return new Violation(ViolationKind.WrongState, $"Communication {fax.Id} to {planned.Number} is {fax.Status}, not {planned.Status}: {string.Join(", ", attempts.Select(static a => a.Status))}.");
            }

            if (taken.Count > 0 && !fax.CarrierIds.SequenceEqual([taken[^1].FaxId]))
            {
                yield return new Violation(ViolationKind.Mistaken, $"Communication {fax.Id} bears {string.Join(", ", fax.CarrierIds)} and not {taken[^1].FaxId}.");
            }
        }

        if (taken.Count > 0 && taken[^1].Status != planned.CarrierStatus)
        {
            yield return new Violation(ViolationKind.WrongState, $"The carrier says {taken[^1].Status} of the fax to {planned.Number}, not {planned.CarrierStatus ?? "nothing"}.");
        }
    }

    private static IEnumerable<Violation> Received(Evidence evidence, bool isOver)
    {
        var stored = evidence.Received.SelectMany(static fax => fax.CarrierIds.Select(id => (Id: id, Fax: fax))).ToLookup(static item => item.Id, static item => item.Fax);
        foreach (var dropped in evidence.Dropped)
        {
            List<FoundFax> found = [.. stored[dropped.FaxId]];
            if (found.Count > 1)
            {
                yield return new Violation(ViolationKind.Doubled, $"{found.Count} Communications hold the received fax {dropped.FaxId}.");
            }

            if (isOver && found.Count == 0)
            {
                yield return new Violation(ViolationKind.Lost, $"The received fax {dropped.FaxId} is not there.");
            }

            foreach (var fax in found)
            {
                if (fax.Digest != dropped.Digest || fax.CallingNumber != dropped.From)
                {
                    yield return new Violation(ViolationKind.Mistaken, $"Communication {fax.Id} does not hold the document, or the caller, of {dropped.FaxId}.");
                }

                if (fax.Status != "completed" || (isOver && fax.Inbox != InboxStatus.Acknowledged))
                {
                    yield return new Violation(ViolationKind.WrongState, $"The received fax {dropped.FaxId} is {fax.Status} and {fax.Inbox}.");
                }
            }
        }

        var known = evidence.Dropped.Select(static fax => fax.FaxId).ToHashSet(StringComparer.Ordinal);
        foreach (var stranger in stored.Where(fax => !known.Contains(fax.Key)))
        {
            yield return new Violation(ViolationKind.Unwanted, $"Nobody sent the received fax {stranger.Key}.");
        }

        foreach (var taken in evidence.Calls.Select(static call => call.AcknowledgedFax).Distinct().Where(id => id is not null && !stored.Contains(id)))
        {
            yield return new Violation(ViolationKind.AcknowledgedUnstored, $"The carrier was told that {taken} was taken, and it is not stored.");
        }
    }

    private static IEnumerable<Violation> Regressions(FoundFax fax)
    {
        var ended = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var version in fax.Versions)
        {
            foreach (var (delivery, (status, _)) in version.Deliveries)
            {
                if (ended.TryGetValue(delivery, out var before) && before != status)
                {
                    yield return new Violation(ViolationKind.Regressed, $"Communication {fax.Id} went from {before} to {status}.");
                }

                if (Terminal.Contains(status))
                {
                    ended[delivery] = status;
                }
            }
        }
    }

    private static string Digits(string number) => string.Concat(number.Where(char.IsAsciiDigit));
}
