using System.Text.Json;
using FhirFax.Fax.Profiles;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary>A profile or extension that the server defines, as a tree of what its differential says.</summary>
/// <param name="Url">Canonical, without version.</param>
/// <param name="Contexts">Of an extension: the paths of the elements that it may stand at; empty for a profile of a resource.</param>
internal sealed record ResourceProfile(string Url, string Version, ProfileElement Root, IReadOnlyList<string> Contexts)
{
    private static readonly Dictionary<string, ResourceProfile> ByUrl = Load(isExtension: false);
    private static readonly Dictionary<string, ResourceProfile> Extensions = Load(isExtension: true);

    /// <summary>The type that it constrains.</summary>
    public string ResourceType => Root.Name;

    /// <returns>Null when the server defines no such extension.</returns>
    public static ResourceProfile? FindExtension(string url) => Extensions.GetValueOrDefault(url);

    /// <param name="canonical">With or without <c>|version</c>.</param>
    /// <returns>Null when there is none, or not in that version.</returns>
    public static ResourceProfile? Find(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return ByUrl.TryGetValue(bar < 0 ? canonical : canonical[..bar], out var profile) && (bar < 0 || canonical[(bar + 1)..] == profile.Version) ? profile : null;
    }

    private static Dictionary<string, ResourceProfile> Load(bool isExtension)
    {
        var profiles = new Dictionary<string, ResourceProfile>(StringComparer.Ordinal);
        foreach (var defined in FaxProfiles.All)
        {
            if (defined is { ResourceType: "StructureDefinition", Url: { } url })
            {
                var root = JsonDocument.Parse(defined.Utf8).RootElement;
                if (root.GetProperty("type"u8).ValueEquals("Extension"u8) == isExtension)
                {
                    profiles.Add(url, Read(url, root));
                }
            }
        }

        return profiles;
    }

    private static ResourceProfile Read(string url, JsonElement root)
    {
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

        string[] contexts = root.TryGetProperty("context"u8, out var list) ? [.. list.EnumerateArray().Select(context => context.GetProperty("expression"u8).GetString()!)] : [];
        return new ResourceProfile(url, root.GetProperty("version"u8).GetString()!, top!, contexts);
    }
}
