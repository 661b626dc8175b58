using System.Text;

namespace FhirFax.Server.Http;

/// <summary>The media types of R4 http.html#mime-type.</summary>
internal static class MediaTypes
{
    public const string FhirJson = "application/fhir+json";
    public const string FhirJsonUtf8 = "application/fhir+json; charset=utf-8";
    public const string Json = "application/json";
    public const string OctetStream = "application/octet-stream";
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>The type without its parameters, in lower case.</summary>
    public static string Essence(string? mediaType)
    {
        var text = mediaType.AsSpan();
        var end = text.IndexOf(';');
        return (end < 0 ? text : text[..end]).Trim().ToString().ToLowerInvariant();
    }

    /// <summary>Types under which a resource may be written as JSON; what is not said is taken as JSON.</summary>
    public static bool IsResourceJson(string essence) => essence is "" or FhirJson or Json or "application/json+fhir" or "text/json";

    /// <summary>The forms in which a FHIR resource itself, as opposed to a document, is written.</summary>
    public static bool IsFhir(string essence) => essence is FhirJson or "application/json+fhir" or "application/fhir+xml" or "application/xml+fhir";

    /// <summary>Whether an answer in JSON is welcome (RFC 9110 12.5.1); one that names nothing takes anything.</summary>
    public static bool AcceptsJson(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return true;
        }

        foreach (var range in accept.Split(','))
        {
            if (!IsRefused(range) && Essence(range) is "*/*" or "application/*" or "text/*" or FhirJson or Json or "application/json+fhir" or "text/json" or "text/html")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The <c>_format</c> values that mean JSON (R4 http.html#parameters).</summary>
    public static bool IsJsonFormat(string format) => Essence(format.Replace(' ', '+')) is "json" or FhirJson or Json or "application/json+fhir" or "text/json";

    /// <summary>Whether text could be a media type at all, so that it can be sent back as a header.</summary>
    public static bool IsPlausible(string text) =>
        text.Length is > 2 and < 200 && text.Contains('/', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && Ascii.IsValid(text);

    private static bool IsRefused(string range)
    {
        var quality = range.Replace(" ", "", StringComparison.Ordinal);
        return quality.EndsWith(";q=0", StringComparison.OrdinalIgnoreCase) || quality.Contains(";q=0;", StringComparison.OrdinalIgnoreCase)
            || quality.EndsWith(";q=0.0", StringComparison.OrdinalIgnoreCase);
    }
}
