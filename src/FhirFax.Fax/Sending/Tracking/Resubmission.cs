using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>Which failures are tried again without being asked, and when (<see cref="SendingOptions.Resubmissions"/>).</summary>
internal static class Resubmission
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long to wait before another Attempt; null when there shall be none. Only what certainly did not arrive is repeated: busy and no answer; an expired fax and
    /// an error of the service once. A person who answered, and an interrupted transmission, never.
    /// </summary>
    /// <param name="errorCode">The carrier's code for the Attempt that just failed.</param>
    /// <param name="attempts">All Attempts, that one still as it was before.</param>
    public static TimeSpan? After(string? errorCode, IReadOnlyList<AttemptRecord> attempts, SendingOptions options)
    {
        var failed = 0;
        foreach (var attempt in attempts)
        {
            failed += attempt.Status == AttemptStatus.Failed ? 1 : 0;
        }

        var most = errorCode switch
        {
            "E41" or "E42" => options.Resubmissions,
            "E06" or "E46" => Math.Min(options.Resubmissions, 1),
            _ => 0,
        };
        return failed < most ? Spacing * (failed + 1) : null;
    }
}
