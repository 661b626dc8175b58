using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Isolation;

/// <summary>What is tried with each route that is neither dialect's own. One that is mapped anew has to be said here.</summary>
internal static class RouteTrials
{
    private const string Json = "application/json";

    /// <param name="root">The server's address, ending in a slash.</param>
    /// <param name="signedUrl">Opens a document of the stranger's own.</param>
    public static IEnumerable<Trial> Of(string pattern, string root, string signedUrl) => pattern switch
    {
        "/oauth2/token" => [Send("a token for another's client", "POST", _ => $"{root}oauth2/token", _ => "grant_type=client_credentials&scope=system/*.*", "application/x-www-form-urlencoded")],
        "/auth/me" => [Send("who I am", "GET", _ => $"{root}auth/me")],
        "/auth/token" => [Send("a token of the other dialect", "POST", _ => $"{root}auth/token", _ => null, Json)],
        "/{tenant}/admin/api_clients/{clientName}" => [Send("a token of another tenant", "POST", _ => $"{root}practice/admin/api_clients/neighbour", _ => null, Json)],
        "/.well-known/smart-configuration" or "/fhir/R4/.well-known/smart-configuration" => [Send("discovery", "GET", _ => root + pattern[1..])],
        "/storage/{id}/{version}" =>
        [
            Send("another's document by my signature", "GET", t => signedUrl.Replace(signedUrl.Split('/')[4], t.Id("Binary"), StringComparison.Ordinal)),
            Send("another's document by my signature and its project", "GET", t => signedUrl.Replace(signedUrl.Split('/')[4], t.Id("Binary"), StringComparison.Ordinal).Replace("clinic.other", "clinic.live", StringComparison.Ordinal)),
        ],
        "/efax/notifications/{tenant}/{instance}" => [Send("a notification", "POST", _ => $"{root}efax/notifications/clinic/live", t => $$"""{"fax_id":"{{t.Suffix}}"}""", Json)],
        "/openapi/faxes.json" => [Send("the description of the Faxes dialect", "GET", _ => root + pattern[1..])],
        "/healthz" or "/readyz" => [Send("health", "GET", _ => root + pattern[1..])],
        "{**path}" => [Send("an address of no route", "GET", t => $"{root}clinic/{t.Suffix}"), Send("a path with dots", "GET", t => $"{root}fhir/R4/../R4/{t.Reference("Patient")}")],
        _ => throw new InvalidOperationException($"Say here how the route {pattern} is tried from another project."),
    };

    private static Trial Send(string name, string method, Func<Target, string> url, Func<Target, string?>? body = null, string? contentType = null) => new(
        $"{method} {name}",
        (api, target) => api.SendAsync(
            new HttpMethod(method), url(target), body?.Invoke(target) is { } text ? Encoding.UTF8.GetBytes(text) : null, body is null ? null : contentType));
}
