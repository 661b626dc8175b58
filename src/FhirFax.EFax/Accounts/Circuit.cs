namespace FhirFax.EFax.Accounts;

/// <summary>
/// Stops calling for an App ID when the carrier has not answered several times in a row; after a pause one call probes. Also remembers that the
/// credentials were refused, which stops no call.
/// </summary>
internal sealed class Circuit(int threshold, TimeSpan pause, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset? _openUntil;
    private bool _isRefused;
    private int _throttled;

    /// <summary>One sentence for readiness; null when all is well.</summary>
    public string? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _openUntil is not null
                    ? "eFax has not answered several times in a row; calls are paused and tried again from time to time."
                    : _isRefused ? "eFax refuses the App ID or the API key."
                    : _throttled >= threshold ? "eFax asks again and again to call less often; faxes wait."
                    : null;
            }
        }
    }

    /// <summary>Whether a call may be made now; otherwise <paramref name="retryAfter"/> is the time until one may.</summary>
    public bool TryEnter(out TimeSpan retryAfter)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            retryAfter = _openUntil is { } until && until > now ? until - now : TimeSpan.Zero;
            if (retryAfter > TimeSpan.Zero)
            {
                return false;
            }

            // The caller becomes the probe; the others go on waiting for what it finds.
            _openUntil = _openUntil is null ? null : now + pause;
            return true;
        }
    }

    /// <summary>The carrier answered, whatever it said.</summary>
    /// <param name="isThrottled">It only said to come back later.</param>
    public void Answered(bool isThrottled = false)
    {
        lock (_gate)
        {
            (_failures, _openUntil) = (0, null);
            _throttled = isThrottled ? _throttled + 1 : 0;
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _failures++;
            if (_failures >= threshold)
            {
                _openUntil = clock.GetUtcNow() + pause;
            }
        }
    }

    public void Credentials(bool areRefused)
    {
        lock (_gate)
        {
            _isRefused = areRefused;
        }
    }
}
