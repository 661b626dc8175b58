using System.Globalization;

namespace FhirFax.Server.Http;

/// <summary>One element of an Accept header, or a Content-Type (RFC 9110 8.3, 12.5.1; R4 http.html#version-parameter).</summary>
/// <param name="Essence">The type without parameters, in lower case; empty when nothing is said.</param>
/// <param name="Quality">0 to 1; 0 refuses.</param>
/// <param name="Charset">In lower case; null when not said.</param>
/// <param name="FhirVersion">Null when not said.</param>
internal readonly record struct MediaRange(string Essence, double Quality, string? Charset, string? FhirVersion)
{
    /// <summary>UTF-8 or a subset of it: the only encodings of R4 json.html.</summary>
    public bool IsUtf8 => Charset is null or "utf-8" or "utf8" or "us-ascii";

    /// <summary>The FHIR version that is spoken here, or none named.</summary>
    public bool IsR4 => FhirVersion is null or "4.0" or "4.0.1";

    public static MediaRange Parse(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(';');
        var range = new MediaRange((end < 0 ? text : text[..end]).Trim().ToString().ToLowerInvariant(), 1, null, null);
        return end < 0 ? range : range.WithParameters(text[(end + 1)..]);
    }

    /// <summary>Every element of a list, in its order.</summary>
    public static List<MediaRange> ParseList(string list)
    {
        var ranges = new List<MediaRange>();
        foreach (var part in list.AsSpan().Split(','))
        {
            var range = Parse(list.AsSpan(part));
            if (range.Essence.Length > 0)
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    private MediaRange WithParameters(ReadOnlySpan<char> parameters)
    {
        var range = this;
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part];
            var equals = parameter.IndexOf('=');
            if (equals < 0)
            {
                continue;
            }

            // In a query a + that was not escaped has become a blank, and the other way round.
            var name = parameter[..equals].Trim(" +");
            var value = parameter[(equals + 1)..].Trim().Trim('"');
            if (name.Equals("q", StringComparison.OrdinalIgnoreCase))
            {
                range = range with { Quality = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? Math.Min(quality, 1) : 1 };
            }
            else if (name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            {
                range = range with { Charset = value.ToString().ToLowerInvariant() };
            }
            else if (name.Equals("fhirVersion", StringComparison.OrdinalIgnoreCase))
            {
                range = range with { FhirVersion = value.ToString() };
            }
        }

        return range;
    }
}
