using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace FhirFax.Server.Http;

/// <summary>Versions as weak entity tags, <c>W/"3"</c> (R4 http.html#versioning).</summary>
internal static class ETag
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    /// <summary>Reads <c>W/"3"</c>; the strong form and the bare number, which some clients send, are understood as well.</summary>
    public static bool TryParseVersion(string text, out long version)
    {
        var tag = text.AsSpan().Trim();
        if (tag.StartsWith("W/", StringComparison.Ordinal))
        {
            tag = tag[2..];
        }

        if (tag.Length >= 2 && tag[0] == '"' && tag[^1] == '"')
        {
            tag = tag[1..^1];
        }

        return long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0;
    }

    /// <summary>A strong tag of what is no version, but always the same bytes.</summary>
    public static string OfContent(ReadOnlySpan<byte> content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";

    /// <summary>Whether a list of tags, or <c>*</c>, holds this tag (weak comparison, RFC 9110 8.8.3.2).</summary>
    public static bool ListHolds(string list, string tag)
    {
        foreach (var listed in list.AsSpan().Split(','))
        {
            var candidate = list.AsSpan(listed).Trim();
            if (candidate is "*" || candidate.SequenceEqual(tag) || (candidate.StartsWith("W/", StringComparison.Ordinal) && candidate[2..].SequenceEqual(tag)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a list of tags, or <c>*</c>, holds this version (weak comparison, RFC 9110 8.8.3.2).</summary>
    public static bool ListHolds([NotNullWhen(true)] string? list, long version)
    {
        if (string.IsNullOrEmpty(list))
        {
            return false;
        }

        if (list.Trim() == "*")
        {
            return true;
        }

        foreach (var tag in list.Split(','))
        {
            if (TryParseVersion(tag, out var listed) && listed == version)
            {
                return true;
            }
        }

        return false;
    }
}
