using System.Threading.RateLimiting;
using FhirFax.Fax.Notifications;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;

namespace FhirFax.Server.Notifications;

/// <summary>
/// <c>POST /efax/notifications/{tenant}/{instance}</c>: where the carrier's webhooks go, inbound and outbound. Open only to projects with a webhook secret; answers at
/// once and does its work afterwards.
/// </summary>
internal sealed class NotificationEndpoint(ProjectDirectory projects, CarrierNotices notices) : IDisposable
{
    private const string Path = "/efax/notifications/{tenant}/{instance}";

    /// <summary>An inbound notification may embed the image. It is only hashed as it comes in, so its size costs no memory.</summary>
    private const long MostBytes = 100_000_000;

    /// <summary>By sender, and before anything is read: whoever guesses signatures does not crowd out the carrier.</summary>
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
        static http => RateLimitPartition.GetTokenBucketLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            static _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 100,
                TokensPerPeriod = 20,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, HandleAsync);

    public void Dispose() => _limiter.Dispose();

    private async Task HandleAsync(HttpContext http)
    {
        RouteTemplate.Set(http, Path);
        using var permit = _limiter.AttemptAcquire(http);
        if (!permit.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "1";
            await RefuseAsync(http, StatusCodes.Status429TooManyRequests, IssueCode.Throttled, "Too many notifications; send fewer.");
            return;
        }

        if (Find(http) is not { WebhookSecret: { } secret, Secrets: { } carrier })
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, IssueCode.NotFound, "No project takes notifications at this address.");
            return;
        }

        if (await NotificationBody.ReadAsync(http.Request, secret, MostBytes) is not { } body)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, IssueCode.TooLong, $"A notification has at most {MostBytes} bytes.");
            return;
        }

        if (!NotificationSignature.IsValid(body.Mac, http.Request.Headers[NotificationSignature.Header]))
        {
            await RefuseAsync(http, StatusCodes.Status401Unauthorized, IssueCode.Login, $"The notification has no valid {NotificationSignature.Header}.");
            return;
        }

        // Nothing else that it says is believed.
        notices.Post(new CarrierNotice(carrier.AppId, body.FaxId()));
        http.Response.StatusCode = StatusCodes.Status200OK;
    }

    private ProjectOptions? Find(HttpContext http) =>
        projects.Current.Options(new ProjectKey((string)http.Request.RouteValues["tenant"]!, (string)http.Request.RouteValues["instance"]!));

    private static Task RefuseAsync(HttpContext http, int status, string code, string text) =>
        FhirResultWriter.WriteAsync(http.Response, status, OperationOutcome.Error(code, text));
}
