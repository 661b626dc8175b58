using System.Text.Json.Nodes;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Http;

namespace FhirFax.Server.Authentication;

/// <summary>The token endpoint, <c>GET /auth/me</c>, and the SMART discovery document.</summary>
internal sealed class AuthenticationEndpoints(TokenEndpoint token, Authenticator authenticator, ClientProfiles profiles, FhirRegistry registry, ServerUrls urls)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        token.Map(routes);
        routes.MapGet("/auth/me", ShowAsync);
        routes.MapGet("/.well-known/smart-configuration", Discover);
        routes.MapGet(ServerUrls.FhirPath + "/.well-known/smart-configuration", Discover);
    }

    private async Task ShowAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        var caller = await authenticator.AuthenticateAsync(http);
        if (caller.Principal is not { } principal)
        {
            await authenticator.RefuseAsync(http, caller);
            return;
        }

        await http.Response.WriteAsJsonAsync(await profiles.DescribeAsync(principal, http.RequestAborted));
    }

    private Task Discover(HttpContext http)
    {
        var scopes = new JsonArray("system/*.*", "system/*.cruds");
        foreach (var operation in registry.Operations)
        {
            scopes.Add($"system/{operation.Code}");
        }

        return http.Response.WriteAsJsonAsync(new JsonObject
        {
            ["token_endpoint"] = urls.Root(http.Request) + TokenEndpoint.Path,
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
            ["grant_types_supported"] = new JsonArray("client_credentials"),
            ["scopes_supported"] = scopes,
            ["capabilities"] = new JsonArray("client-confidential-symmetric", "permission-v1", "permission-v2"),
        });
    }
}
