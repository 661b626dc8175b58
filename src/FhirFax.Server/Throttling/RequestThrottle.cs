using System.Threading.RateLimiting;
using FhirFax.Server.Configuration;
using FhirFax.Server.Http;

namespace FhirFax.Server.Throttling;

/// <summary>
/// Bounds the requests in work at a time, how long they wait for a thread before that, and those that name nobody as their sender. Health is always told.
/// </summary>
internal sealed class RequestThrottle(RequestDelegate next, Limits limits, ThreadWait threads, AnonymousThrottle anonymous, ThrottledAnswer answer) : IDisposable
{
    private static readonly TimeSpan Crowded = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _atATime = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = limits.ConcurrentRequests,
        QueueLimit = limits.ConcurrentRequests,
    });

    public async Task InvokeAsync(HttpContext http)
    {
        if (TransportGuard.IsProbe(http.Request.Path))
        {
            await next(http);
            return;
        }

        if (threads.Now > limits.LongestWait)
        {
            // Those behind it have waited as long: only refusing at once makes the queue shorter.
            RouteTemplate.Set(http, "{refused}");
            await answer.WriteAsync(http, Crowded);
            return;
        }

        if (NamesNobody(http.Request) && anonymous.Enter(http) is { } wait)
        {
            RouteTemplate.Set(http, "{refused}");
            await answer.WriteAsync(http, wait);
            return;
        }

        using var place = await _atATime.AcquireAsync(1, http.RequestAborted);
        await (place.IsAcquired ? next(http) : answer.WriteAsync(http, Crowded));
    }

    /// <summary>A sign-in names somebody in its body: whoever is right must not be kept out by what others send from the same address.</summary>
    private static bool NamesNobody(HttpRequest request) =>
        request.Headers.Authorization.Count == 0 && !HttpMethods.IsOptions(request.Method) && !SignInPath.Is(request);

    public void Dispose() => _atATime.Dispose();
}
