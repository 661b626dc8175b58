namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>
/// Lays out at acceptance what will become of a fax: every state with the time from which it holds. The state at any later moment is a look-up,
/// so it needs no ticking and survives any restart. Durations are the carrier's, times the time factor.
/// </summary>
internal sealed class DialPlan(double timeFactor)
{
    private static readonly TimeSpan Queueing = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Transmitting = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan FailedDialling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Cancelling = TimeSpan.FromSeconds(5);

    // Fixed by the carrier (efax-corporate-api.md 9.2).
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(2);

    public List<Phase> For(MagicNumber destination, RetryLimits limits, DateTimeOffset accepted)
    {
        var phases = new List<Phase> { new(accepted, TransmissionStatus.New, 0) };
        var time = accepted + Scaled(Queueing);
        var failures = FailuresOf(destination, limits);
        for (var attempt = 1; ; attempt++)
        {
            phases.Add(new Phase(time, TransmissionStatus.InProgress, attempt));
            if (attempt > failures)
            {
                phases.Add(Delivered(destination, time + Scaled(Transmitting), attempt));
                return phases;
            }

            time += Scaled(FailedDialling);
            if (destination.PendsForEver)
            {
                phases.Add(new Phase(time, TransmissionStatus.PendingRetry, attempt, destination.ErrorCode));
                return phases;
            }

            if (attempt == failures && destination.FailuresBeforeSuccess is null)
            {
                phases.Add(new Phase(time, TransmissionStatus.Error, attempt, destination.ErrorCode));
                return phases;
            }

            phases.Add(new Phase(time, TransmissionStatus.PendingRetry, attempt, destination.ErrorCode));
            time += Scaled(RetryInterval);
        }
    }

    /// <summary>The phases after a cancellation asked for at <paramref name="now"/>: it wins unless the fax ends before it takes effect.</summary>
    public List<Phase> Cancelled(IReadOnlyList<Phase> phases, DateTimeOffset now)
    {
        var effective = now + Scaled(Cancelling);
        var kept = phases.Where(phase => phase.At <= effective).ToList();
        if (!TransmissionStatus.IsFinal(kept[^1].Status))
        {
            kept.Add(new Phase(effective, TransmissionStatus.Canceled, kept[^1].Attempt, ErrorCodes.CancelledBySender));
        }

        return kept;
    }

    private static int FailuresOf(MagicNumber destination, RetryLimits limits) => destination switch
    {
        { ErrorCode: null } => 0,
        { FailuresBeforeSuccess: { } failures } => failures,
        _ => limits.For(ErrorCodes.ClassOf(destination.ErrorCode)),
    };

    private static Phase Delivered(MagicNumber destination, DateTimeOffset at, int attempt) => destination.FinalStatus is { } status
        ? new Phase(at, status, attempt)
        : new Phase(at, TransmissionStatus.Complete, attempt, ErrorCodes.Success);

    private TimeSpan Scaled(TimeSpan duration) => TimeSpan.FromMilliseconds(Math.Round(duration.TotalMilliseconds * timeFactor));
}
