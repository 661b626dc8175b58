using FhirFax.Fax.Projects;
using FhirFax.Server.Authentication;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Fhir;
using FhirFax.Server.Http;
using FhirFax.Server.Throttling;
using FhirFax.Store;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>The way of every request of the Faxes dialect, in the fixed order of its checks (fax-lifecycle-api.md 5.3).</summary>
internal sealed class FaxEndpoint(FaxRoutes routes, Authenticator authenticator, IProjectDirectory projects, FaxAnswerWriter writer, FaxErrorWriter errors, ThrottledAnswer throttled)
{
    public const string Pattern = "/{tenantName}/{instanceName}/faxes/{**path}";

    /// <summary>Bytes of a body in JSON; none of its properties is longer than a line.</summary>
    private const long MostOfJson = 1_000_000;

    public void Map(IEndpointRouteBuilder app) => app.Map(Pattern, HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        var path = ((string?)http.Request.RouteValues["path"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var route = routes.Find(http.Request.Method, path, out var methods);
        RouteTemplate.Set(http, "/{tenantName}/{instanceName}/faxes" + (route is null ? "/{unknown}" : route.Template.Length == 0 ? "" : $"/{route.Template}"));
        if (await AuthenticateAsync(http) is not { } principal)
        {
            return;
        }

        if (FindProject(http, principal, route) is not { } project)
        {
            await errors.WriteAsync(http.Response, Restricted(http, principal));
            return;
        }

        if (route is null)
        {
            http.Response.Headers.Allow = string.Join(", ", methods);
            await errors.WriteAsync(http.Response, methods.Count > 0 ? FaxErrors.MethodNotAllowed : FaxErrors.NoSuchAddress);
            return;
        }

        if (FaxMedia.Refuse(http.Request, route.Body) is { } refusal)
        {
            await errors.WriteAsync(http.Response, refusal);
            return;
        }

        await AnswerAsync(new FaxRequest(http, project, principal), route, path);
    }

    private async Task AnswerAsync(FaxRequest request, FaxRoute route, string[] path)
    {
        request.ReadPath(route.Parameters(path));
        if (route.Body == FaxBodyKind.Json)
        {
            if (await BodyReader.ReadAsync(request.Http.Request, MostOfJson) is not { } body)
            {
                await errors.WriteAsync(request.Http.Response, FaxErrors.TooLarge);
                return;
            }

            request.ReadJson(body);
        }

        await writer.WriteAsync(request, await route.Interaction.HandleAsync(request));
    }

    /// <summary>Bearer tokens only. Null when the request has been refused.</summary>
    private async Task<Principal?> AuthenticateAsync(HttpContext http)
    {
        var result = await authenticator.AuthenticateAsync(http, isBasicTaken: false);
        if (result.Principal is not null)
        {
            return result.Principal;
        }

        if (authenticator.Wait(http, result) is { } wait)
        {
            await throttled.WriteAsync(http, wait);
        }
        else
        {
            await errors.WriteAsync(http.Response, result.IsExpired ? FaxErrors.TokenExpired : FaxErrors.NotValidToken);
        }

        return null;
    }

    /// <summary>The project of the path when the client may do there what it asks for; of an address that is no endpoint, when it may do anything there.</summary>
    private FaxProject? FindProject(HttpContext http, Principal principal, FaxRoute? route)
    {
        var key = new ProjectKey((string)http.Request.RouteValues["tenantName"]!, (string)http.Request.RouteValues["instanceName"]!);
        var needed = route?.Permission ?? FaxPermissions.None;
        return principal.PermissionsIn(key) is { } granted && (granted & needed) == needed && projects.TryGet(key, out var project) ? project : null;
    }

    private static FaxErrors Restricted(HttpContext http, Principal principal)
    {
        var home = principal.Client.Home;
        return FaxErrors.AccessRestricted(
            FaxClients.IdOf(home, principal.Client.Id)!.Value.ToString("D"), principal.Client.Id, home.Tenant, http.Request.Path.Value ?? "");
    }
}
