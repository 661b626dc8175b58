using System.Text.Json.Nodes;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>Adds to, or takes from, the profiles, tags and security labels of a resource. Labels are the same when system and code are.</summary>
internal static class MetaChange
{
    public static void Apply(JsonObject resource, JsonObject change, bool isAddition)
    {
        if (resource["meta"] is not JsonObject meta)
        {
            resource["meta"] = meta = [];
        }

        foreach (var property in (ReadOnlySpan<string>)["profile", "security", "tag"])
        {
            if (change[property] is not JsonArray named)
            {
                continue;
            }

            var items = meta[property] as JsonArray ?? [];
            foreach (var item in named)
            {
                Apply(items, item, isAddition);
            }

            meta.Remove(property);
            if (items.Count > 0)
            {
                meta[property] = items;
            }
        }
    }

    private static void Apply(JsonArray items, JsonNode? item, bool isAddition)
    {
        if (!isAddition)
        {
            for (var i = items.Count - 1; i >= 0; i--)
            {
                if (IsSame(items[i], item))
                {
                    items.RemoveAt(i);
                }
            }
        }
        else if (!items.Any(other => IsSame(other, item)))
        {
            items.Add(item?.DeepClone());
        }
    }

    private static bool IsSame(JsonNode? one, JsonNode? other) => one is JsonObject coding && other is JsonObject named
        ? (string?)coding["system"] == (string?)named["system"] && (string?)coding["code"] == (string?)named["code"]
        : JsonNode.DeepEquals(one, other);
}
