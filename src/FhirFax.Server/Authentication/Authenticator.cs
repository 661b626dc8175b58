using System.Text;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Server.Authentication;

/// <summary>Reads the Authorization header: Bearer (RFC 6750) or Basic (RFC 7617).</summary>
internal sealed class Authenticator(ClientVerifier clients, AccessTokens tokens)
{
    private const string BasicScheme = "Basic ";
    private const string BearerScheme = "Bearer ";

    /// <summary>What clients see who did not say who they are; the id is what a MedplumClient looks for.</summary>
    public static OperationOutcome Unauthorized { get; } =
        OperationOutcome.Error(IssueCode.Login, "Authentication is needed: a bearer token or HTTP Basic with client id and secret.", id: "unauthorized");

    /// <summary>Null when there are no credentials, or none that are right.</summary>
    public async ValueTask<Principal?> AuthenticateAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } authorization)
        {
            return null;
        }

        if (authorization.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))
        {
            return tokens.Check(authorization[BearerScheme.Length..].Trim());
        }

        return TryReadBasic(authorization, out var id, out var secret)
            && await clients.VerifyAsync(id, secret, context.RequestAborted) is { } client
            ? new Principal(client, client.Scopes)
            : null;
    }

    /// <summary>401 with both ways to authenticate; a token that was sent is called invalid (RFC 6750 3.1).</summary>
    public static void Challenge(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        var hadToken = response.HttpContext.Request.Headers.Authorization.ToString().StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase);
        var bearer = hadToken
            ? "Bearer realm=\"FhirFax\", error=\"invalid_token\", error_description=\"The token is not valid, or has expired\""
            : "Bearer realm=\"FhirFax\"";
        response.Headers.WWWAuthenticate = new([bearer, "Basic realm=\"FhirFax\", charset=\"UTF-8\""]);
    }

    public static bool TryReadBasic(string authorization, out string id, out string secret)
    {
        id = secret = "";
        if (!authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var encoded = authorization.AsSpan(BasicScheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return false;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        id = pair[..colon];
        secret = pair[(colon + 1)..];
        return true;
    }
}
