using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using FhirFax.Server.Configuration;
using FhirFax.Server.Http;

namespace FhirFax.Server.Throttling;

/// <summary>Gives each request of a client its place among those that the client may have at a time and in a minute. Only clients of the configuration come here, so they are few.</summary>
internal sealed class ClientThrottle(Limits limits) : IDisposable
{
    private static readonly TimeSpan Crowded = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Places> _clients = new(StringComparer.Ordinal);

    /// <summary>Null: the request has its place until it is answered. Else how long the client should wait.</summary>
    public async ValueTask<TimeSpan?> EnterAsync(HttpContext http, string clientId)
    {
        var places = _clients.GetOrAdd(clientId, static (_, limits) => new Places(limits), limits);
        if (places.RateOf(http.Request.Path) is { } rate)
        {
            using var permit = rate.AttemptAcquire();
            if (!permit.IsAcquired)
            {
                return permit.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Crowded;
            }
        }

        var place = await places.AtATime.AcquireAsync(1, http.RequestAborted);
        http.Response.RegisterForDispose(place);
        return place.IsAcquired ? null : Crowded;
    }

    public void Dispose()
    {
        foreach (var places in _clients.Values)
        {
            places.Dispose();
        }
    }

    private sealed class Places(Limits limits) : IDisposable
    {
        private readonly RateLimiter? _rate = PerMinute(limits.RequestsPerMinutePerClient);
        private readonly RateLimiter? _faxRate = PerMinute(limits.FaxRequestsPerMinutePerClient);

        public ConcurrencyLimiter AtATime { get; } = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.ConcurrentRequestsPerClient,
            QueueLimit = limits.ConcurrentRequestsPerClient,
        });

        public RateLimiter? RateOf(PathString path) => FaxesPath.Is(path) ? _faxRate : _rate;

        public void Dispose()
        {
            AtATime.Dispose();
            _rate?.Dispose();
            _faxRate?.Dispose();
        }

        /// <summary>A minute's worth at once, then evenly.</summary>
        private static TokenBucketRateLimiter? PerMinute(int most) => most == 0 ? null : new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = Math.Max(1, most / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / Math.Min(most, 60)),
            QueueLimit = 0,
        });
    }
}
