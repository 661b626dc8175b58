using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>What a Reference says about its target without fetching it.</summary>
internal static class ReferenceTarget
{
    /// <summary>The target's type, from the url or from <c>Reference.type</c>; null when neither tells.</summary>
    public static TypeDefinition? TypeOf(JsonElement reference, R4Definitions definitions)
    {
        if (reference.ValueKind == JsonValueKind.String)
        {
            return TypeInUrl(reference.GetString(), definitions);
        }

        if (reference.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return TypeInUrl(Text(reference, "reference"u8), definitions) ?? Resource(Text(reference, "type"u8), definitions);
    }

    /// <summary>The resource that <c>#id</c> points at among those contained in <paramref name="container"/>.</summary>
    public static bool TryFindContained(JsonElement reference, FhirPathItem container, R4Definitions definitions, out FhirPathItem target)
    {
        target = default;
        if (reference.ValueKind != JsonValueKind.Object
            || Text(reference, "reference"u8) is not ['#', .. var id]
            || container.Json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (id.Length == 0)
        {
            target = container;
            return true;
        }

        var contained = new List<FhirPathItem>();
        container.AddChildren("contained", definitions, contained);
        foreach (var resource in contained)
        {
            if (resource.Json.ValueKind == JsonValueKind.Object && Text(resource.Json, "id"u8) == id)
            {
                target = resource;
                return true;
            }
        }

        return false;
    }

    /// <summary>How many resources <see cref="TryFindContained"/> may look at.</summary>
    public static int Cost(JsonElement reference, FhirPathItem container) =>
        reference.ValueKind == JsonValueKind.Object
        && Text(reference, "reference"u8) is ['#', ..]
        && container.Json.ValueKind == JsonValueKind.Object
        && container.Json.TryGetProperty("contained"u8, out var contained)
        && contained.ValueKind == JsonValueKind.Array
            ? contained.GetArrayLength()
            : 1;

    private static TypeDefinition? TypeInUrl(string? url, R4Definitions definitions)
    {
        if (url is null || url.StartsWith('#'))
        {
            return null;
        }

        var history = url.IndexOf("/_history/", StringComparison.Ordinal);
        var path = history < 0 ? url : url.AsSpan(0, history);
        var last = path.LastIndexOf('/');
        if (last < 0)
        {
            return null;
        }

        var name = path[..last];
        name = name[(name.LastIndexOf('/') + 1)..];
        return definitions.IsResourceType(name) && definitions.TryGetType(name.ToString(), out var type) ? type : null;
    }

    private static TypeDefinition? Resource(string? name, R4Definitions definitions) =>
        name is not null && definitions.IsResourceType(name) && definitions.TryGetType(name, out var type) ? type : null;

    private static string? Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
