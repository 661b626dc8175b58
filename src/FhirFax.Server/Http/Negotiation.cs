namespace FhirFax.Server.Http;

/// <summary>Which form of a resource an answer takes: <c>_format</c> wins over Accept (R4 http.html#parameters), JSON is what is given when nothing is asked for.</summary>
internal static class Negotiation
{
    private const string FormatParameter = "_format";

    /// <summary>Null when the client takes neither.</summary>
    public static ResourceFormat? Of(HttpRequest request)
    {
        // Nearly nobody asks by parameter, and to look for it costs a parsed query.
        var format = request.QueryString.Value is { Length: > 0 } query && query.Contains(FormatParameter, StringComparison.Ordinal)
            ? request.Query[FormatParameter].ToString()
            : "";
        return format.Length > 0 ? OfParameter(format) : OfAccept(request.Headers.Accept);
    }

    /// <summary>A value of <c>_format</c>: a short name, or a media type.</summary>
    public static ResourceFormat? OfParameter(string format)
    {
        var range = MediaRange.Parse(format.Replace(' ', '+'));
        return !range.IsR4 ? null : range.Essence switch
        {
            "json" => ResourceFormat.Json,
            "xml" => ResourceFormat.Xml,
            var essence when essence.Length > 0 && MediaTypes.IsResourceJson(essence) => ResourceFormat.Json,
            var essence when MediaTypes.IsResourceXml(essence) => ResourceFormat.Xml,
            _ => null,
        };
    }

    /// <summary>RFC 9110 12.5.1: what is named counts before a wildcard, of two that are wanted alike the first. One that names nothing takes anything.</summary>
    public static ResourceFormat? OfAccept(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return ResourceFormat.Json;
        }

        var wanted = default(Wishes);
        foreach (var range in MediaRange.ParseList(accept))
        {
            wanted.Add(range);
        }

        return wanted.Choice;
    }

    /// <summary>The quality of each form; null where it was not named.</summary>
    private struct Wishes
    {
        private double? _json;
        private double? _xml;
        private double _wildcard;

        public readonly ResourceFormat? Choice =>
            _xml > 0 && _xml > (_json ?? _wildcard) ? ResourceFormat.Xml
            : (_json ?? _wildcard) > 0 ? ResourceFormat.Json
            : (_xml ?? _wildcard) > 0 ? ResourceFormat.Xml
            : null;

        public void Add(MediaRange range)
        {
            var quality = range is { IsR4: true, IsUtf8: true } ? range.Quality : 0;
            if (range.Essence is "*/*" or "application/*" or "text/*")
            {
                _wildcard = Math.Max(_wildcard, quality);
            }
            else if (range.Essence == "text/html" || MediaTypes.IsResourceJson(range.Essence))
            {
                // A browser is shown JSON.
                _json = Math.Max(_json ?? 0, quality);
            }
            else if (MediaTypes.IsResourceXml(range.Essence))
            {
                // Of two wanted alike the first: XML wins a tie only when JSON has not been named yet.
                _xml = Math.Max(_xml ?? 0, _json is null ? Math.BitIncrement(quality) * Math.Sign(quality) : quality);
            }
        }
    }
}
