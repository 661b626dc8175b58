using Microsoft.AspNetCore.Http.Features;

namespace FhirFax.Server.Http;

/// <summary>Which form of a resource an answer takes: <c>_format</c> wins over Accept (R4 http.html#parameters), JSON is what is given when nothing is asked for.</summary>
internal static class Negotiation
{
    private const string FormatParameter = "_format";
    private const string PrettyParameter = "_pretty";

    /// <summary>Null when the client takes neither.</summary>
    public static ResourceFormat? Of(HttpRequest request)
    {
        var format = Parameter(request, FormatParameter);
        return format.Length > 0 ? OfParameter(format) : OfAccept(request.Headers.Accept);
    }

    /// <summary>Whether the answer is to be laid out for the eye.</summary>
    public static bool IsPretty(HttpRequest request) => Parameter(request, PrettyParameter) == "true";

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
        // What nearly everybody sends need not be taken apart.
        if (string.IsNullOrWhiteSpace(accept) || accept is MediaTypes.FhirJson or MediaTypes.Json or "*/*")
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

    /// <summary>In the query or, once it has been read, in a posted form; empty when in neither.</summary>
    private static string Parameter(HttpRequest request, string name)
    {
        // Nearly nobody asks by parameter, and to look for it costs a parsed query.
        var value = request.QueryString.Value is { Length: > 0 } query && query.Contains(name, StringComparison.Ordinal) ? request.Query[name].ToString() : "";
        return value.Length == 0 && HttpMethods.IsPost(request.Method) && request.HttpContext.Features.Get<IFormFeature>()?.Form is { } form
            ? form[name].ToString()
            : value;
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
