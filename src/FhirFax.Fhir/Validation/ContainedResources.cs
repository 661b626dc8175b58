using System.Text.Json;

namespace FhirFax.Fhir.Validation;

/// <summary>The contained resources of one resource by id, listed when first asked for.</summary>
internal sealed class ContainedResources(JsonElement container)
{
    private Dictionary<string, string?>? _types;

    /// <summary>Whether <c>#id</c> is there, and of which <c>resourceType</c>; the empty id is the container itself (R4 references.html#contained).</summary>
    public bool TryGetType(string id, out string? resourceType)
    {
        if (id.Length == 0)
        {
            resourceType = TextOf(container, "resourceType"u8);
            return true;
        }

        _types ??= List();
        return _types.TryGetValue(id, out resourceType);
    }

    private Dictionary<string, string?> List()
    {
        var types = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (!container.TryGetProperty("contained"u8, out var contained) || contained.ValueKind != JsonValueKind.Array)
        {
            return types;
        }

        foreach (var resource in contained.EnumerateArray())
        {
            if (resource.ValueKind == JsonValueKind.Object && TextOf(resource, "id"u8) is { } id)
            {
                types.TryAdd(id, TextOf(resource, "resourceType"u8));
            }
        }

        return types;
    }

    private static string? TextOf(JsonElement resource, ReadOnlySpan<byte> property) =>
        resource.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
