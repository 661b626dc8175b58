using FhirFax.Server.Configuration;

namespace FhirFax.Server.Throttling;

/// <summary>Counts what comes without credentials, or with wrong ones, by the caller's address. Memory is fixed.</summary>
internal sealed class AnonymousThrottle(Limits limits, TimeProvider time)
{
    private readonly LeakyBuckets _byAddress =
        new(limits.AnonymousRequestsPerMinute, TimeSpan.FromMinutes(1) / limits.AnonymousRequestsPerMinute, time);

    /// <summary>Null when the request may be answered; else how long the caller should wait.</summary>
    public TimeSpan? Enter(HttpContext http) => _byAddress.TryAdd(CallerAddress.Of(http));
}
