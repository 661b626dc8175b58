using FhirFax.Server.Authentication;
using FhirFax.Server.Configuration;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Throttling;
using FhirFax.Store;

namespace FhirFax.Server.Faxes.Tokens;

/// <summary>Lets a request of the Faxes dialect in, or answers it: who calls, which Project, and which of the four rights (fax-lifecycle-api.md 2.2, 2.3; the first two of 5.3).</summary>
internal sealed class FaxGate(Authenticator authenticator, ProjectDirectory projects, FaxErrorWriter errors, ThrottledAnswer throttled)
{
    /// <param name="project">As the path names it.</param>
    /// <returns>Who is let in; null when the request has been answered: 401, 403 or 429.</returns>
    public async ValueTask<FaxCaller?> AdmitAsync(HttpContext http, ProjectKey project, FaxPermissions needed)
    {
        var result = await authenticator.AuthenticateAsync(http, isBasicTaken: false);
        if (result.Principal is not { } principal)
        {
            await RefuseAsync(http, result);
            return null;
        }

        // One answer whether the instance is another's or none at all: it tells nothing of what exists.
        if (projects.Current.Project(project) is null || principal.Client.PermissionsIn(project) is not { } granted || (granted & needed) != needed)
        {
            var client = principal.Client;
            await errors.WriteAsync(http.Response, FaxErrors.AccessRestricted(client.Id, client.Id, client.Home.Tenant, http.Request.Path));
            return null;
        }

        return new FaxCaller(principal, project);
    }

    private Task RefuseAsync(HttpContext http, AuthenticationResult result) => authenticator.Wait(http, result) is { } wait
        ? throttled.WriteAsync(http, wait)
        : errors.WriteAsync(http.Response, result.IsExpired ? FaxErrors.TokenExpired : FaxErrors.NotValidToken);
}
