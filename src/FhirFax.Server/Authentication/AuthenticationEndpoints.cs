using System.Text.Json.Nodes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Authentication;

/// <summary><c>POST /oauth2/token</c> (RFC 6749 4.4), <c>GET /auth/me</c>, and the SMART discovery document.</summary>
internal sealed class AuthenticationEndpoints(ClientVerifier clients, AccessTokens tokens, Authenticator authenticator, ClientProfiles profiles, ServerUrls urls)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/oauth2/token", IssueAsync);
        routes.MapGet("/auth/me", ShowAsync);
        routes.MapGet("/.well-known/smart-configuration", Discover);
        routes.MapGet(ServerUrls.FhirPath + "/.well-known/smart-configuration", Discover);
    }

    private async Task IssueAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType)
        {
            await RefuseAsync(http, "invalid_request", $"The request is posted as {MediaTypes.Form}.");
            return;
        }

        FormLimit.Apply(http);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != "client_credentials")
        {
            await RefuseAsync(http, form.ContainsKey("grant_type") ? "unsupported_grant_type" : "invalid_request", "The grant type must be client_credentials.");
            return;
        }

        if (!TryReadClient(http.Request, form, out var id, out var secret))
        {
            await RefuseAsync(http, "invalid_request", "The client id and secret are missing; give them in the form or by HTTP Basic, not both.");
            return;
        }

        if (await clients.VerifyAsync(id, secret, http.RequestAborted) is not { } client)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"FhirFax\", charset=\"UTF-8\"";
            await RefuseAsync(http, "invalid_client", "The client is unknown or its secret is wrong.", StatusCodes.Status401Unauthorized);
            return;
        }

        var requested = form["scope"].ToString();
        var scopes = requested.Length == 0 ? client.Scopes : client.Scopes.Narrow(requested);
        if (scopes is null)
        {
            await RefuseAsync(http, "invalid_scope", "None of the scopes asked for is granted to this client.");
            return;
        }

        var token = tokens.Issue(client, scopes, urls.Root(http.Request) + "/");
        await http.Response.WriteAsJsonAsync(new JsonObject
        {
            ["token_type"] = "Bearer",
            ["access_token"] = token.Value,
            ["expires_in"] = (long)token.Lifetime.TotalSeconds,
            ["scope"] = scopes.Text,
            ["project"] = new JsonObject { ["reference"] = "Project/" + ClientProfiles.ProjectId(client.Home) },
            ["profile"] = new JsonObject { ["reference"] = client.Profile, ["display"] = client.Id },
        });
    }

    private async Task ShowAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await authenticator.AuthenticateAsync(http) is not { } principal)
        {
            Authenticator.Challenge(http.Response);
            await FhirResultWriter.WriteAsync(http.Response, StatusCodes.Status401Unauthorized, Authenticator.Unauthorized);
            return;
        }

        await http.Response.WriteAsJsonAsync(await profiles.DescribeAsync(principal, http.RequestAborted));
    }

    private Task Discover(HttpContext http) => http.Response.WriteAsJsonAsync(new JsonObject
    {
        ["token_endpoint"] = urls.Root(http.Request) + "/oauth2/token",
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
        ["grant_types_supported"] = new JsonArray("client_credentials"),
        ["scopes_supported"] = new JsonArray("system/*.*", "system/*.cruds", "system/$send-efax", "system/$receive-efax"),
        ["capabilities"] = new JsonArray("client-confidential-symmetric", "permission-v1", "permission-v2"),
    });

    private static bool TryReadClient(HttpRequest request, IFormCollection form, out string id, out string secret)
    {
        id = form["client_id"].ToString();
        secret = form["client_secret"].ToString();
        if (request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
        {
            return secret.Length == 0 && Authenticator.TryReadBasic(authorization, out id, out secret);
        }

        return id.Length > 0 && secret.Length > 0;
    }

    private static Task RefuseAsync(HttpContext http, string error, string description, int status = StatusCodes.Status400BadRequest)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = error, ["error_description"] = description });
    }
}
