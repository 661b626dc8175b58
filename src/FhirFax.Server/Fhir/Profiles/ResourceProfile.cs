using System.Text.Json;
using FhirFax.Fax.Profiles;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary>A profile that the server defines, as a tree of what its differential says.</summary>
/// <param name="Url">Canonical, without version.</param>
internal sealed record ResourceProfile(string Url, string Version, ProfileElement Root)
{
    private static readonly Dictionary<string, ResourceProfile> ByUrl = Load();

    /// <summary>The type that it constrains.</summary>
    public string ResourceType => Root.Name;

    /// <param name="canonical">With or without <c>|version</c>.</param>
    /// <returns>Null when there is none, or not in that version.</returns>
    public static ResourceProfile? Find(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return ByUrl.TryGetValue(bar < 0 ? canonical : canonical[..bar], out var profile) && (bar < 0 || canonical[(bar + 1)..] == profile.Version) ? profile : null;
    }

    private static Dictionary<string, ResourceProfile> Load()
    {
        var profiles = new Dictionary<string, ResourceProfile>(StringComparer.Ordinal);
        foreach (var defined in FaxProfiles.All)
        {
            if (defined is { ResourceType: "StructureDefinition", Url: { } url } && Read(url, defined.Utf8) is { } profile)
            {
                profiles.Add(url, profile);
            }
        }

        return profiles;
    }

    /// <summary>Null for an extension.</summary>
    private static ResourceProfile? Read(string url, ReadOnlyMemory<byte> utf8)
    {
        var root = JsonDocument.Parse(utf8).RootElement;
        if (!root.GetProperty("kind"u8).ValueEquals("resource"u8))
        {
            return null;
        }

        var byId = new Dictionary<string, ProfileElement>(StringComparer.Ordinal);
        ProfileElement? top = null;
        foreach (var element in root.GetProperty("differential"u8).GetProperty("element"u8).EnumerateArray())
        {
            var id = element.GetProperty("id"u8).GetString()!;
            var read = ProfileElement.Read(element);
            byId.Add(id, read);
            if (top is null)
            {
                top = read;
            }
            else
            {
                byId[id[..id.LastIndexOf('.')]].Children.Add(read);
            }
        }

        return new ResourceProfile(url, root.GetProperty("version"u8).GetString()!, top!);
    }
}
