using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Profiles;
using FhirFax.Fax.Resources;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>Brings the server's own conformance resources into the form in which resources are served: as version 1, of the day the server started.</summary>
internal static class DefinitionsLoader
{
    public static ServedDefinitions Load(ResourcePreparer preparer, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var definitions = new List<(StoredResource, string?, string?)>();
        foreach (var profile in FaxProfiles.All)
        {
            var resource = new StoredResource
            {
                Key = new ResourceKey(profile.ResourceType, profile.Id),
                VersionId = 1,
                LastUpdated = now,
                Utf8 = preparer.Prepare(JsonNode.Parse(profile.Utf8.Span)!.AsObject(), profile.Id).Render(1, now),
            };
            definitions.Add((resource, profile.Url, ProfiledType(profile)));
        }

        return new ServedDefinitions(definitions);
    }

    /// <summary>The resource type that a StructureDefinition constrains; null for everything else.</summary>
    private static string? ProfiledType(FaxProfile profile)
    {
        if (profile.ResourceType != "StructureDefinition")
        {
            return null;
        }

        using var json = JsonDocument.Parse(profile.Utf8);
        var root = json.RootElement;
        return root.GetProperty("kind"u8).GetString() == "resource" ? root.GetProperty("type"u8).GetString() : null;
    }
}
