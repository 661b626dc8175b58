using System.Text;

namespace FhirFax.Server.Http;

/// <summary>The media types of R4 http.html#mime-type.</summary>
internal static class MediaTypes
{
    public const string FhirJson = "application/fhir+json";
    public const string FhirJsonUtf8 = "application/fhir+json; charset=utf-8";
    public const string FhirXml = "application/fhir+xml";
    public const string FhirXmlUtf8 = "application/fhir+xml; charset=utf-8";
    public const string Json = "application/json";
    public const string JsonPatch = "application/json-patch+json";
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

    /// <summary>Types under which a resource may be written as XML.</summary>
    public static bool IsResourceXml(string essence) => essence is FhirXml or "application/xml" or "application/xml+fhir" or "text/xml";

    /// <summary>The forms in which a FHIR resource itself, as opposed to a document, is written.</summary>
    public static bool IsFhir(string essence) => essence is FhirJson or "application/json+fhir" or FhirXml or "application/xml+fhir";

    /// <summary>The Content-Type of an answer: it names the version of FHIR to those who asked with one (R4 http.html#version-parameter).</summary>
    public static string Answer(HttpRequest request, ResourceFormat format)
    {
        var type = format == ResourceFormat.Xml ? FhirXmlUtf8 : FhirJsonUtf8;
        return request.Headers.Accept.Count > 0 && request.Headers.Accept.ToString().Contains("fhirVersion", StringComparison.OrdinalIgnoreCase)
            ? type + "; fhirVersion=4.0"
            : type;
    }

    /// <summary>The most wanted of an Accept header: of equals the first. Empty when it names nothing.</summary>
    public static string Preferred(string? accept)
    {
        var best = default(MediaRange);
        foreach (var range in MediaRange.ParseList(accept ?? ""))
        {
            if (range.Quality > best.Quality)
            {
                best = range;
            }
        }

        return best.Essence ?? "";
    }

    /// <summary>Why a body of that Content-Type cannot be read as a resource; null when it can.</summary>
    public static string? WhyNotResource(string? contentType)
    {
        var type = MediaRange.Parse(contentType);
        if (!IsResourceJson(type.Essence) && !IsResourceXml(type.Essence))
        {
            return $"A resource is read as {FhirJson} or {FhirXml}, not as '{Fhir.Quoted.Clip(type.Essence)}'.";
        }

        return WhyNotEncoding(type);
    }

    /// <summary>Why text of that Content-Type cannot be read: another encoding, or another version of FHIR.</summary>
    public static string? WhyNotEncoding(MediaRange type)
    {
        if (!type.IsUtf8)
        {
            return $"Resources are read in UTF-8, not in '{Fhir.Quoted.Clip(type.Charset!)}'.";
        }

        return type.IsR4 ? null : $"FHIR is spoken in version 4.0 here, not in '{Fhir.Quoted.Clip(type.FhirVersion!)}'.";
    }

    /// <summary>Whether text could be a media type at all, so that it can be sent back as a header.</summary>
    public static bool IsPlausible(string text) =>
        text.Length is > 2 and < 200 && text.Contains('/', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && Ascii.IsValid(text);
}
