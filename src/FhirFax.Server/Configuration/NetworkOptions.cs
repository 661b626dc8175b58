using System.Net;

namespace FhirFax.Server.Configuration;

/// <summary>The <c>Server__</c> and <c>Cors__</c> settings.</summary>
/// <param name="PublicUrl">Where clients reach the server, ending in a slash, when it is not what the request says; null otherwise.</param>
/// <param name="Proxies">Addresses whose forwarded headers are believed.</param>
/// <param name="Origins">Web origins that may call with credentials.</param>
internal sealed record NetworkOptions(Uri? PublicUrl, IReadOnlyList<IPAddress> Proxies, IReadOnlyList<string> Origins)
{
    internal static NetworkOptions Read(SettingReader reader)
    {
        // Read before everything else, to be read from.
        reader.Text("Server:SettingsFile");
        var proxies = new List<IPAddress>();
        foreach (var key in reader.Items("Server:Proxies"))
        {
            if (reader.Text(key) is { } text)
            {
                proxies.Add(IPAddress.TryParse(text, out var address) ? address : throw SettingReader.Bad(key, "must be an IP address."));
            }
        }

        var origins = new List<string>();
        foreach (var key in reader.Items("Cors:Origins"))
        {
            if (reader.Text(key) is { } text)
            {
                origins.Add(Origin(key, text));
            }
        }

        return new NetworkOptions(ReadPublicUrl(reader), proxies, origins);
    }

    private static Uri? ReadPublicUrl(SettingReader reader)
    {
        if (reader.Text("Server:PublicUrl") is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            ? url
            : throw SettingReader.Bad("Server:PublicUrl", "must be an http or https url.");
    }

    private static string Origin(string key, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.PathAndQuery == "/"
            ? origin.GetLeftPart(UriPartial.Authority)
            : throw SettingReader.Bad(key, "must be an origin such as https://app.example.com.");
}
