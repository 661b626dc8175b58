using System.Text.Json.Nodes;

namespace FhirFax.Fax.Communications;

/// <summary>The parts of a fax Communication that belong to the server, found and taken out of its JSON tree.</summary>
internal static class FaxElements
{
    public static bool IsCarrierIdentifier(JsonNode? identifier) => TextOf(identifier, "system") == FaxUrls.EFaxIdentifier;

    public static bool IsServerExtension(JsonNode? extension) => TextOf(extension, "url") is
        FaxUrls.FaxDeliveryExtension or FaxUrls.FaxPageCountExtension or FaxUrls.OriginatingNumberExtension;

    /// <summary>Takes out every item for which <paramref name="match"/> holds, in order; an array left empty goes too, as R4 JSON has none.</summary>
    public static List<JsonNode> Take(JsonObject owner, string property, Func<JsonNode?, bool> match)
    {
        var taken = new List<JsonNode>();
        if (owner[property] is not JsonArray items)
        {
            return taken;
        }

        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (match(items[i]) && items[i] is { } item)
            {
                items.RemoveAt(i);
                taken.Insert(0, item);
            }
        }

        if (items.Count == 0)
        {
            owner.Remove(property);
        }

        return taken;
    }

    /// <summary>Puts items before those that are there.</summary>
    public static void PutFirst(JsonObject owner, string property, IReadOnlyList<JsonNode> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        var array = ArrayOf(owner, property);
        for (var i = 0; i < items.Count; i++)
        {
            array.Insert(i, items[i]);
        }
    }

    public static void Append(JsonObject owner, string property, JsonNode item) => ArrayOf(owner, property).Add(item);

    /// <summary>Sets the property, or removes it for null, without moving it when it is there already.</summary>
    public static void Set(JsonObject owner, string property, JsonNode? value)
    {
        if (value is null)
        {
            owner.Remove(property);
        }
        else if (!JsonNode.DeepEquals(owner[property], value))
        {
            owner[property] = value;
        }
    }

    public static string? TextOf(JsonNode? owner, string property) =>
        owner is JsonObject json && json[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Whether an array of CodeableConcepts, or of Codings, holds this coding.</summary>
    public static bool HasCoding(JsonNode? owner, string property, string system, string code)
    {
        if (owner is not JsonObject json || json[property] is not JsonArray items)
        {
            return false;
        }

        foreach (var item in items)
        {
            if ((TextOf(item, "system") == system && TextOf(item, "code") == code) || HasCoding(item, "coding", system, code))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a tag unless it is there.</summary>
    public static void AddTag(JsonObject resource, string system, string code)
    {
        if (resource["meta"] is not JsonObject meta)
        {
            resource["meta"] = meta = [];
        }

        if (!HasCoding(meta, "tag", system, code))
        {
            Append(meta, "tag", new JsonObject { ["system"] = system, ["code"] = code });
        }
    }

    private static JsonArray ArrayOf(JsonObject owner, string property)
    {
        if (owner[property] is not JsonArray array)
        {
            owner[property] = array = [];
        }

        return array;
    }
}
