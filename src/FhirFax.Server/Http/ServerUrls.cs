using FhirFax.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FhirFax.Server.Http;

/// <summary>The addresses under which the server is reached. None ends in a slash.</summary>
internal sealed class ServerUrls(NetworkOptions options, IServer server)
{
    public const string FhirPath = "/fhir/R4";

    private Addresses? _last;
    private IReadOnlyList<string>? _ownFhirBases;

    /// <summary>The FHIR bases that do not depend on how a request was addressed; known once the server listens.</summary>
    public IReadOnlyList<string> OwnFhirBases => _ownFhirBases ?? FindOwnFhirBases();

    /// <summary>The root as this request addressed it, or the public url when one is configured.</summary>
    public string Root(HttpRequest request) => Addressed(request).Root;

    public string Fhir(HttpRequest request) => Addressed(request).Fhir;

    /// <summary>Every root below which an address is one of ours.</summary>
    public IReadOnlyList<string> Roots(HttpRequest request) => Addressed(request).Roots;

    public IReadOnlyList<string> FhirBases(HttpRequest request) => Addressed(request).FhirBases;

    /// <summary>Nearly all requests address the server alike: what was made for the last is kept.</summary>
    private Addresses Addressed(HttpRequest request)
    {
        var (scheme, host) = (request.Scheme, request.Host.Value ?? "");
        if (_last is { } last && last.Host == host && last.Scheme == scheme)
        {
            return last;
        }

        var listening = Listening();
        var asked = $"{scheme}://{host}";
        var root = options.PublicUrl is { } url ? url.AbsoluteUri.TrimEnd('/') : asked;
        string[] roots = asked == root ? [root, .. listening] : [root, asked, .. listening];
        var made = new Addresses(scheme, host, root, root + FhirPath, roots, BelowEach(roots));
        if (listening.Count > 0)
        {
            _last = made;
        }

        return made;
    }

    private static string[] BelowEach(IReadOnlyList<string> roots)
    {
        var bases = new string[roots.Count];
        for (var i = 0; i < bases.Length; i++)
        {
            bases[i] = roots[i] + FhirPath;
        }

        return bases;
    }

    private string[] FindOwnFhirBases()
    {
        var listening = Listening();
        var bases = BelowEach(options.PublicUrl is { } url ? [url.AbsoluteUri.TrimEnd('/'), .. listening] : listening);
        if (listening.Count > 0)
        {
            _ownFhirBases = bases;
        }

        return bases;
    }

    private List<string> Listening()
    {
        var roots = new List<string>();
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            roots.Add(address.TrimEnd('/'));
        }

        return roots;
    }

    private sealed record Addresses(string Scheme, string Host, string Root, string Fhir, IReadOnlyList<string> Roots, IReadOnlyList<string> FhirBases);
}
