using System.Text.Json;
using FhirFax.Fax.Profiles;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary>The codes of the value sets that the server defines.</summary>
internal static class ProfileCodes
{
    /// <param name="valueSet">Canonical url, without version.</param>
    /// <returns>Null when the server does not define it, or not all of the code systems that it includes.</returns>
    public static IReadOnlySet<string>? Of(string valueSet)
    {
        if (Find("ValueSet", valueSet) is not { } set)
        {
            return null;
        }

        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var include in set.GetProperty("compose"u8).GetProperty("include"u8).EnumerateArray())
        {
            if (Find("CodeSystem", include.GetProperty("system"u8).GetString()!) is not { } system)
            {
                return null;
            }

            foreach (var concept in system.GetProperty("concept"u8).EnumerateArray())
            {
                codes.Add(concept.GetProperty("code"u8).GetString()!);
            }
        }

        return codes;
    }

    private static JsonElement? Find(string resourceType, string url)
    {
        foreach (var defined in FaxProfiles.All)
        {
            if (defined.ResourceType == resourceType && defined.Url == url)
            {
                return JsonDocument.Parse(defined.Utf8).RootElement;
            }
        }

        return null;
    }
}
