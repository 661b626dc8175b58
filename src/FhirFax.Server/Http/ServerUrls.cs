using FhirFax.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FhirFax.Server.Http;

/// <summary>The addresses under which the server is reached. None ends in a slash.</summary>
internal sealed class ServerUrls(NetworkOptions options, IServer server)
{
    public const string FhirPath = "/fhir/R4";

    private IReadOnlyList<string>? _listening;

    /// <summary>The root as this request addressed it, or the public url when one is configured.</summary>
    public string Root(HttpRequest request) =>
        options.PublicUrl is { } url ? url.AbsoluteUri.TrimEnd('/') : $"{request.Scheme}://{request.Host.Value}";

    public string Fhir(HttpRequest request) => Root(request) + FhirPath;

    /// <summary>Every root below which an address is one of ours.</summary>
    public IReadOnlyList<string> Roots(HttpRequest request)
    {
        _listening ??= Listening();
        var asked = $"{request.Scheme}://{request.Host.Value}";
        var root = Root(request);
        return asked == root ? [root, .. _listening] : [root, asked, .. _listening];
    }

    public IReadOnlyList<string> FhirBases(HttpRequest request)
    {
        var roots = Roots(request);
        var bases = new string[roots.Count];
        for (var i = 0; i < bases.Length; i++)
        {
            bases[i] = roots[i] + FhirPath;
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
