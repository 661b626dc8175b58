using System.Net;
using System.Text;
using FhirFax.Server.Http;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary>A request for a token as RFC 6749 4.4.2 has it, its client authenticated by one of the two ways of 2.3.1.</summary>
/// <param name="Alternate">The credentials of HTTP Basic as they stand, for clients that do not form-encode them; null when that is the same.</param>
/// <param name="Scope">Null when none is asked for.</param>
internal sealed record TokenRequest(BasicCredentials Credentials, BasicCredentials? Alternate, bool IsBasic, string? Scope)
{
    private static readonly string[] Parameters = ["grant_type", "client_id", "client_secret", "scope"];

    /// <summary>The request, or the error code and its description of RFC 6749 5.2.</summary>
    public static async Task<(TokenRequest? Request, string Error, string Description)> ReadAsync(HttpContext http)
    {
        if (!IsForm(http.Request))
        {
            return Bad($"The request is posted as {MediaTypes.Form}.");
        }

        FormLimit.Apply(http);
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return Bad("The form cannot be read: it is not form-encoded UTF-8, or has too many parameters.");
        }

        if (Array.Find(Parameters, p => form[p].Count > 1) is { } repeated)
        {
            return Bad($"The parameter {repeated} is given more than once.");
        }

        var grant = form["grant_type"].ToString();
        if (grant != "client_credentials")
        {
            return grant.Length == 0
                ? Bad("The parameter grant_type is missing; it is client_credentials.")
                : (null, "unsupported_grant_type", "The grant type must be client_credentials.");
        }

        return ReadClient(http.Request, form, form["scope"].ToString() is { Length: > 0 } scope ? scope : null);
    }

    /// <summary>Of the two kinds of form only this one: the other is for files.</summary>
    private static bool IsForm(HttpRequest request) =>
        request.HasFormContentType && request.ContentType!.StartsWith(MediaTypes.Form, StringComparison.OrdinalIgnoreCase);

    private static (TokenRequest? Request, string Error, string Description) ReadClient(HttpRequest request, IFormCollection form, string? scope)
    {
        var (id, secret) = (form["client_id"].ToString(), form["client_secret"].ToString());
        var authorization = request.Headers.Authorization;
        if (authorization.Count == 0)
        {
            return id.Length > 0 && secret.Length > 0
                ? (new TokenRequest(new BasicCredentials(id, secret), null, IsBasic: false, scope), "", "")
                : Bad("The client id and secret are missing; give them in the form or by HTTP Basic.");
        }

        if (secret.Length > 0)
        {
            return Bad("The client is authenticated in the form and by the Authorization header; use one of them.");
        }

        if (authorization.Count > 1 || BasicCredentials.Read(authorization[0] ?? "") is not { } basic)
        {
            return (null, "invalid_client", "The Authorization header is not HTTP Basic with client id and secret.");
        }

        var decoded = new BasicCredentials(WebUtility.UrlDecode(basic.Id), WebUtility.UrlDecode(basic.Secret));
        return id.Length > 0 && id != decoded.Id && id != basic.Id
            ? Bad("The client_id of the form is not the one of the Authorization header.")
            : (new TokenRequest(decoded, decoded == basic ? null : basic, IsBasic: true, scope), "", "");
    }

    private static (TokenRequest? Request, string Error, string Description) Bad(string description) => (null, "invalid_request", description);
}
