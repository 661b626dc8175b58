using System.Text.Json.Nodes;
using FhirFax.Server.Http;
using FhirFax.Server.Throttling;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary><c>POST /oauth2/token</c>: the client credentials grant (RFC 6749 4.4).</summary>
internal sealed class TokenEndpoint(ClientVerifier clients, AccessTokens tokens, AnonymousThrottle anonymous, ServerUrls urls)
{
    public const string Path = SignInPath.OAuth;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, IssueAsync);

    private async Task IssueAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        var (request, error, description) = await TokenRequest.ReadAsync(http);
        if (request is null)
        {
            await RefuseAsync(http, error, description, error == "invalid_client");
            return;
        }

        var check = await VerifyAsync(http, request);
        if (check.RetryAfter is { } wait)
        {
            await ThrottleAsync(http, wait, "Too many wrong secrets; wait for the time in Retry-After.");
            return;
        }

        if (check.Client is not { } client)
        {
            await RefuseAsync(http, "invalid_client", "The client is unknown or its secret is wrong.", isUnauthorized: true);
            return;
        }

        var scopes = request.Scope is null ? client.Scopes : client.Scopes.Narrow(request.Scope);
        if (scopes is null)
        {
            await RefuseAsync(http, "invalid_scope", "None of the scopes asked for is granted to this client.");
            return;
        }

        await AnswerAsync(http, client, tokens.Issue(client, scopes, urls.Root(http.Request) + "/"));
    }

    /// <summary>RFC 6749 has id and secret form-encoded inside Basic, and most clients do not do it: both readings are tried.</summary>
    private ValueTask<ClientCheck> VerifyAsync(HttpContext http, TokenRequest request) => request.Alternate is { } alternate
        ? clients.VerifyEitherAsync(request.Credentials, alternate, CallerAddress.Of(http), http.RequestAborted)
        : clients.VerifyAsync(request.Credentials, CallerAddress.Of(http), http.RequestAborted);

    private static Task AnswerAsync(HttpContext http, ClientRegistration client, AccessToken token) => http.Response.WriteAsJsonAsync(new JsonObject
    {
        ["token_type"] = "Bearer",
        ["access_token"] = token.Value,
        ["expires_in"] = (long)token.Lifetime.TotalSeconds,
        ["scope"] = token.Scopes.Text,
        ["project"] = new JsonObject { ["reference"] = "Project/" + ClientProfiles.ProjectId(client.Home) },
        ["profile"] = new JsonObject { ["reference"] = client.Profile, ["display"] = client.Id },
    });

    private Task RefuseAsync(HttpContext http, string error, string description, bool isUnauthorized = false)
    {
        if (anonymous.Enter(http) is { } wait)
        {
            return ThrottleAsync(http, wait, "Too many requests that could not be granted; wait for the time in Retry-After.");
        }

        http.Response.StatusCode = isUnauthorized ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;
        if (isUnauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"FhirFax\", charset=\"UTF-8\"";
        }

        return WriteErrorAsync(http, error, description);
    }

    private static Task ThrottleAsync(HttpContext http, TimeSpan wait, string description)
    {
        RetryAfter.Set(http.Response, wait);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return WriteErrorAsync(http, "temporarily_unavailable", description);
    }

    private static Task WriteErrorAsync(HttpContext http, string error, string description) =>
        http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = error, ["error_description"] = description });
}
