using System.Text.Json.Nodes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Http;
using FhirFax.Server.Throttling;

namespace FhirFax.Server.Faxes.Tokens;

/// <summary>The two token calls of the Faxes dialect (fax-lifecycle-api.md 2.1): one handler, one quota, and the issuer of all other tokens.</summary>
internal sealed class FaxTokenEndpoints(
    ClientVerifier clients, AccessTokens tokens, TokenQuota quota, AnonymousThrottle anonymous, FaxErrorWriter errors, ThrottledAnswer throttled, ServerUrls urls)
{
    private const string TenantPath = "/{tenant}/admin/api_clients/{clientName}";

    public void Map(IEndpointRouteBuilder routes)
    {
        // Any method, since the refusal of the others has this dialect's form.
        routes.Map(FaxesPath.TokenPath, http => IssueAsync(http, null, null));
        routes.Map(TenantPath, http => IssueAsync(http, (string)http.Request.RouteValues["tenant"]!, (string)http.Request.RouteValues["clientName"]!));
    }

    private async Task IssueAsync(HttpContext http, string? tenant, string? clientName)
    {
        var (credentials, wrong) = await FaxTokenRequest.ReadAsync(http, clientName);
        if (credentials is not { } given)
        {
            await RefuseAsync(http, wrong!);
            return;
        }

        var (client, wait) = await VerifyAsync(http, given);
        if (wait is { } blocked)
        {
            await throttled.WriteAsync(http, blocked);
        }
        else if (client is null || (tenant is not null && client.Home.Tenant != tenant))
        {
            await RefuseAsync(http, FaxErrors.CredentialsInvalid);
        }
        else
        {
            await AnswerAsync(http, client);
        }
    }

    /// <summary>Every request counts where it comes from, and only right ones count against the client everywhere: nobody is blocked by another's guesses.</summary>
    private async Task<ClientCheck> VerifyAsync(HttpContext http, BasicCredentials given)
    {
        var address = CallerAddress.Of(http);
        if (quota.Count($"{address} {given.Id}") is { } blockedHere)
        {
            return new ClientCheck(null, blockedHere);
        }

        var check = await clients.VerifyAsync(given, address, http.RequestAborted);
        return check.Client is { } client && quota.Count(client.Id) is { } blocked ? new ClientCheck(null, blocked) : check;
    }

    private Task RefuseAsync(HttpContext http, FaxErrors refusal) =>
        anonymous.Enter(http) is { } wait ? throttled.WriteAsync(http, wait) : errors.WriteAsync(http.Response, refusal);

    private Task AnswerAsync(HttpContext http, ClientRegistration client)
    {
        var token = tokens.Issue(client, client.Scopes, urls.Root(http.Request) + "/");
        FaxHeaders.Set(http.Response);
        return http.Response.WriteAsJsonAsync(new JsonObject
        {
            ["clientName"] = client.Id,
            ["token"] = token.Value,
            ["enabled"] = true,
            ["expiresAt"] = FaxInstant.Format(token.Expires),
        });
    }
}
