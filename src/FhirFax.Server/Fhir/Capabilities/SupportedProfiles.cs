using System.Text.Json;
using FhirFax.Fax.Profiles;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>Which of our profiles constrain a resource type.</summary>
internal static class SupportedProfiles
{
    private static readonly Dictionary<string, List<string>> ByType = Load();

    /// <summary>Canonical urls; empty when there is none.</summary>
    public static IReadOnlyList<string> Of(string resourceType) => ByType.GetValueOrDefault(resourceType, []);

    private static Dictionary<string, List<string>> Load()
    {
        var byType = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var profile in FaxProfiles.All)
        {
            if (profile is { ResourceType: "StructureDefinition", Url: { } url } && ConstrainedType(profile) is { } type)
            {
                (byType.TryGetValue(type, out var urls) ? urls : byType[type] = []).Add(url);
            }
        }

        return byType;
    }

    /// <summary>Null for an extension.</summary>
    private static string? ConstrainedType(FaxProfile profile)
    {
        using var json = JsonDocument.Parse(profile.Utf8);
        var root = json.RootElement;
        return root.GetProperty("kind"u8).ValueEquals("resource"u8) ? root.GetProperty("type"u8).GetString() : null;
    }
}
