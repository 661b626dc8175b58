using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Limits;

namespace FhirFax.Server.Authentication;

/// <summary>Reads the Authorization header: Bearer (RFC 6750) or Basic (RFC 7617). Whoever is let in has also a place among the requests that a client may have at a time.</summary>
internal sealed class Authenticator(ClientVerifier clients, AccessTokens tokens)
{
    private const string BearerScheme = "Bearer ";

    /// <summary>What clients see who did not say who they are; the id is what a MedplumClient looks for.</summary>
    public static OperationOutcome Unauthorized { get; } =
        OperationOutcome.Error(IssueCode.Login, "Authentication is needed: a bearer token or HTTP Basic with client id and secret.", id: "unauthorized");

    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context)
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

        if (BasicCredentials.Read(authorization) is not { } basic)
        {
            return default;
        }

        var check = await clients.VerifyAsync(basic, CallerAddress.Of(context), context.RequestAborted);
        return new AuthenticationResult(check.Client is { } client ? new Principal(client, client.Scopes) : null, check.RetryAfter);
    }

    /// <summary>Answers a request that nobody is believed to send: 401, or 429.</summary>
    public static Task RefuseAsync(HttpContext http, AuthenticationResult result)
    {
        if (result.RetryAfter is { } wait)
        {
            RetryAfter.Set(http.Response, wait);
            return FhirResultWriter.WriteAsync(
                http.Response,
                StatusCodes.Status429TooManyRequests,
                OperationOutcome.Error(IssueCode.Throttled, "Too many requests, or too many wrong secrets; wait for the time in Retry-After.", id: "too-many-requests"));
        }

        Challenge(http);
        return FhirResultWriter.WriteAsync(http.Response, StatusCodes.Status401Unauthorized, Unauthorized);
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
