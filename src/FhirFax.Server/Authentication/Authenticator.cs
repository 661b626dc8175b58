using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Throttling;

namespace FhirFax.Server.Authentication;

/// <summary>Reads the Authorization header: Bearer (RFC 6750) or Basic (RFC 7617). Whoever is let in has also a place among the requests that a client may have at a time.</summary>
internal sealed class Authenticator(
    ClientVerifier clients, AccessTokens tokens, ClientThrottle throttle, AnonymousThrottle anonymous, ThrottledAnswer throttled)
{
    private const string BearerScheme = "Bearer ";

    /// <summary>What clients see who did not say who they are; the id is what a MedplumClient looks for.</summary>
    public static OperationOutcome Unauthorized { get; } =
        OperationOutcome.Error(IssueCode.Login, "Authentication is needed: a bearer token or HTTP Basic with client id and secret.", id: "unauthorized");

    /// <param name="isBasicTaken">False where only a bearer token will do.</param>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, bool isBasicTaken = true)
    {
        var result = await IdentifyAsync(context, isBasicTaken);
        return result.Principal is { } principal && await throttle.EnterAsync(context, principal.Client.Id) is { } wait
            ? new AuthenticationResult(null, wait)
            : result;
    }

    /// <summary>How long a caller whom nobody is believed to be must wait for the next answer; null when it can be told what is wrong.</summary>
    public TimeSpan? Wait(HttpContext http, AuthenticationResult result) =>
        result.RetryAfter ?? (http.Request.Headers.Authorization.Count > 0 ? anonymous.Enter(http) : null);

    /// <summary>Answers a request that nobody is believed to send: 401, or 429.</summary>
    public Task RefuseAsync(HttpContext http, AuthenticationResult result)
    {
        if (Wait(http, result) is { } wait)
        {
            return throttled.WriteAsync(http, wait);
        }

        Challenge(http);
        return FhirResultWriter.WriteAsync(http.Response, StatusCodes.Status401Unauthorized, Unauthorized);
    }

    private async ValueTask<AuthenticationResult> IdentifyAsync(HttpContext context, bool isBasicTaken)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } authorization)
        {
            return default;
        }

        if (authorization.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))
        {
            var (principal, isExpired) = tokens.Check(authorization[BearerScheme.Length..].Trim());
            return new AuthenticationResult(principal, IsExpired: isExpired);
        }

        if (!isBasicTaken || BasicCredentials.Read(authorization) is not { } basic)
        {
            return default;
        }

        var check = await clients.VerifyAsync(basic, CallerAddress.Of(context), context.RequestAborted);
        return new AuthenticationResult(check.Client is { } client ? new Principal(client, client.Scopes) : null, check.RetryAfter);
    }

    /// <summary>Names both ways to authenticate; a token that was sent is called invalid (RFC 6750 3.1).</summary>
    private static void Challenge(HttpContext http)
    {
        var hadToken = http.Request.Headers.Authorization.ToString().StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase);
        var bearer = hadToken
            ? "Bearer realm=\"FhirFax\", error=\"invalid_token\", error_description=\"The token is not valid, or has expired\""
            : "Bearer realm=\"FhirFax\"";
        http.Response.Headers.WWWAuthenticate = new([bearer, "Basic realm=\"FhirFax\", charset=\"UTF-8\""]);
    }
}
