namespace FhirFax.Fax.Receiving;

/// <summary>When the timer looks into one mailbox next.</summary>
internal sealed class MailboxSchedule(TimeSpan interval)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    /// <summary>A document that is not there yet is not asked for more often than this.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private int _failures;

    public DateTimeOffset Due { get; private set; }

    /// <summary>The import under way; null when none.</summary>
    public Task? Running { get; set; }

    public bool IsIdle => Running is null or { IsCompleted: true };

    /// <summary>The interval, a little scattered so that mailboxes and servers do not march in step; earlier when a document is expected earlier.</summary>
    public void Succeeded(DateTimeOffset now, DateTimeOffset? nextTry)
    {
        _failures = 0;
        Due = now + Scatter(interval);
        if (nextTry < Due)
        {
            var soonest = now + (ShortestWait < interval ? ShortestWait : interval);
            Due = nextTry.Value < soonest ? soonest : nextTry.Value;
        }
    }

    /// <summary>Twice as long after every failure in a row, and no sooner than the carrier asked for.</summary>
    public void Failed(DateTimeOffset now, TimeSpan? retryAfter)
    {
        _failures = Math.Min(_failures + 1, 20);
        var wait = TimeSpan.FromTicks((long)Math.Min(interval.Ticks * Math.Pow(2, _failures), Math.Max(interval.Ticks, LongestWait.Ticks)));
        Due = now + Scatter(retryAfter > wait ? retryAfter.Value : wait);
    }

    private static TimeSpan Scatter(TimeSpan wait) => wait * (1 + (Random.Shared.NextDouble() * 0.1));
}
