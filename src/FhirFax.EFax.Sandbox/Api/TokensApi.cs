using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Http;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Api;

/// <summary><c>POST /tokens</c> and <c>GET /health</c> (efax-corporate-api.md 4.1 and 8.2).</summary>
internal sealed class TokensApi(SandboxOptions options, Accounts accounts, SandboxClock clock)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new(HttpMethods.Post, "/tokens", Access.Open, BodyKind.Form, Issue),
        new(HttpMethods.Get, "/health", Access.Open, BodyKind.None, static (_, _) => new Answer(StatusCodes.Status200OK, new JsonObject { ["status"] = "UP" })),
    ];

    private Answer Issue(Call call, StateSession session)
    {
        if (Credentials(call.Http.Request) is not var (appId, apiKey) || !accounts.Accepts(session, appId, apiKey))
        {
            return Errors.Unauthorized;
        }

        call.AppId = appId;
        if (!call.Http.Request.HasFormContentType || call.Http.Request.Form["grant_type"] != "client_credentials")
        {
            return Errors.BadRequest("grant_type", "Please supply a valid grant type.", "grant_type must be client_credentials");
        }

        var expires = clock.Now + options.TokenLifetime;
        var jti = Guid.NewGuid().ToString();
        var token = NewToken(appId, jti, expires);
        accounts.Issue(session, appId, token, expires);
        return new Answer(StatusCodes.Status200OK, new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = "bearer",
            ["expires_in"] = (long)options.TokenLifetime.TotalSeconds,
            ["scope"] = "read write",
            ["secret_id"] = Guid.NewGuid().ToString(),
            ["app_id"] = appId,
            ["jti"] = jti,
        });
    }

    private static (string AppId, string ApiKey)? Credentials(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[header.Parameter.Length];
        if (!Convert.TryFromBase64String(header.Parameter, bytes, out var written))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, written);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : (pair[..colon], pair[(colon + 1)..]);
    }

    // Looks like the carrier's (a JWT); its last part is chance, and only that it is stored makes it valid.
    private static string NewToken(string appId, string jti, DateTimeOffset expires)
    {
        var claims = new JsonObject
        {
            ["scope"] = new JsonArray("read", "write"),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["app_id"] = appId,
            ["client_id"] = appId,
            ["jti"] = jti,
        };
        return string.Join('.', Part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"), Part(claims.ToJsonString()), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

        static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }
}
