using System.Text.Json;

namespace FhirFax.Fhir.Validation;

/// <summary>The contained resources of one resource by id, listed when first asked for.</summary>
internal sealed class ContainedResources(JsonElement container)
{
    private Dictionary<string, string?>? _types;
    private HashSet<string>? _referred;

    /// <summary>Whether <c>#</c> was referred to since this was last set to false.</summary>
    public bool RefersToContainer { get; set; }

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

    /// <summary>Notes that something in the container refers to <c>#id</c>.</summary>
    public void Refer(string id)
    {
        if (id.Length == 0)
        {
            RefersToContainer = true;
        }
        else
        {
            (_referred ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
        }
    }

    public bool IsReferred(string id) => _referred is not null && _referred.Contains(id);

    /// <summary>The id of a contained resource; null when there is none to refer to.</summary>
    public static string? IdOf(JsonElement resource) => resource.ValueKind == JsonValueKind.Object ? TextOf(resource, "id"u8) : null;

    private Dictionary<string, string?> List()
    {
        var types = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (!container.TryGetProperty("contained"u8, out var contained) || contained.ValueKind != JsonValueKind.Array)
        {
            return types;
        }

        foreach (var resource in contained.EnumerateArray())
        {
            if (IdOf(resource) is { } id)
            {
                types.TryAdd(id, TextOf(resource, "resourceType"u8));
            }
        }

        return types;
    }

    private static string? TextOf(JsonElement resource, ReadOnlySpan<byte> property) =>
        resource.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
