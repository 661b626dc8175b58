using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.References;

/// <summary>Reads reference and attachment urls that name a resource of this server (R4 references.html#literal).</summary>
internal static class LocalReference
{
    /// <summary><paramref name="url"/> without one of our base urls before it; unchanged when it has none.</summary>
    public static string Relative(string url, IReadOnlyList<string> baseUrls)
    {
        foreach (var baseUrl in baseUrls)
        {
            var prefix = baseUrl.AsSpan().TrimEnd('/');
            if (url.Length > prefix.Length && url[prefix.Length] == '/' && url.AsSpan().StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return url[(prefix.Length + 1)..];
            }
        }

        return url;
    }

    /// <summary><c>Type/id</c>, also with <c>/_history/version</c> after it, relative or below one of our base urls.</summary>
    /// <param name="version">The version it asks for; null for the current one.</param>
    public static bool TryRead(string url, IReadOnlyList<string> baseUrls, [NotNullWhen(true)] out ResourceKey? key, out long? version)
    {
        (key, version) = (null, null);
        var parts = Relative(url, baseUrls).Split('/');
        if (parts.Length is not (2 or 4) || !ResourceId.IsValid(parts[1]) || !R4Definitions.Current.IsResourceType(parts[0]))
        {
            return false;
        }

        if (parts.Length == 4)
        {
            if (parts[2] != "_history" || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            version = number;
        }

        key = new ResourceKey(parts[0], parts[1]);
        return true;
    }

    /// <summary>Whether it leads to another server: a scheme and an authority, and none of ours.</summary>
    public static bool IsForeign(string url, IReadOnlyList<string> baseUrls) => Relative(url, baseUrls).Contains("://", StringComparison.Ordinal);
}
