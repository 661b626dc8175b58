using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>How deep and how large a JSON value is. Values never nest deeper than a resource may, for every one that is put in is checked.</summary>
internal static class JsonSize
{
    /// <summary>A node without its text takes about the memory of so many characters.</summary>
    private const int NodeSize = 32;

    /// <exception cref="PatchException">Under <paramref name="above"/> levels the value would be nested too deep.</exception>
    public static void CheckDepth(JsonNode? node, int above)
    {
        if (above > ResourceDocument.MaxDepth)
        {
            throw PatchException.NotApplicable($"the resource would be nested deeper than {ResourceDocument.MaxDepth} levels");
        }

        foreach (var child in Children(node))
        {
            CheckDepth(child, above + 1);
        }
    }

    /// <summary>Characters, with the nodes counted as such; counting ends at <paramref name="limit"/>.</summary>
    public static int Of(JsonNode? node, int limit)
    {
        var size = node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? NodeSize + value.GetValue<string>().Length : NodeSize;
        foreach (var child in Children(node))
        {
            if (size >= limit)
            {
                break;
            }

            size += Of(child, limit - size);
        }

        return Math.Min(size, limit);
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value),
        JsonArray array => array,
        _ => [],
    };
}
