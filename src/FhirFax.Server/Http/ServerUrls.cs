using FhirFax.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FhirFax.Server.Http;

/// <summary>The addresses under which the server is reached. None ends in a slash.</summary>
internal sealed class ServerUrls(NetworkOptions options, IServer server)
{
    public const string FhirPath = "/fhir/R4";

    private IReadOnlyList<string>? _listening;
    private IReadOnlyList<string>? _ownFhirBases;

    /// <summary>The FHIR bases that do not depend on how a request was addressed; known once the server listens.</summary>
    public IReadOnlyList<string> OwnFhirBases => _ownFhirBases ?? FindOwnFhirBases();

    /// <summary>The root as this request addressed it, or the public url when one is configured.</summary>
    public string Root(HttpRequest request) =>
        options.PublicUrl is { } url ? url.AbsoluteUri.TrimEnd('/') : $"{request.Scheme}://{request.Host.Value}";

    public string Fhir(HttpRequest request) => Root(request) + FhirPath;

    /// <summary>Every root below which an address is one of ours.</summary>
    public IReadOnlyList<string> Roots(HttpRequest request)
    {
        if (_listening is not { Count: > 0 })
        {
            _listening = Listening();
        }

        var asked = $"{request.Scheme}://{request.Host.Value}";
        var root = Root(request);
        return asked == root ? [root, .. _listening] : [root, asked, .. _listening];
    }

    public IReadOnlyList<string> FhirBases(HttpRequest request) => BelowEach(Roots(request));

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
}
