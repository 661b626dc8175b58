using System.Text.Json.Nodes;
using FhirFax.Fax.Sending.References;

namespace FhirFax.Fax.Communications;

/// <summary>The elements of a Communication that say what is faxed to whom, compared by meaning: our forms of one url are equal, and our own extensions do not count.</summary>
internal static class PinnedElements
{
    public static readonly IReadOnlyList<string> Outbound = ["recipient", "sender", "medium", "payload"];

    public static readonly IReadOnlyList<string> Inbound = ["payload"];

    /// <summary>The elements in which the two differ.</summary>
    /// <param name="baseUrls">Our base urls, below which an absolute url equals the relative one.</param>
    public static List<string> Differences(JsonObject left, JsonObject right, IReadOnlyList<string> elements, IReadOnlyList<string> baseUrls)
    {
        var different = new List<string>();
        foreach (var element in elements)
        {
            if (!JsonNode.DeepEquals(Normalize(left[element], baseUrls), Normalize(right[element], baseUrls)))
            {
                different.Add(element);
            }
        }

        return different;
    }

    private static JsonNode? Normalize(JsonNode? node, IReadOnlyList<string> baseUrls)
    {
        switch (node)
        {
            case JsonArray array:
                var items = new JsonArray();
                foreach (var item in array)
                {
                    items.Add(Normalize(item, baseUrls));
                }

                return items;
            case JsonObject json:
                return Normalize(json, baseUrls);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonObject Normalize(JsonObject json, IReadOnlyList<string> baseUrls)
    {
        var normal = new JsonObject();
        foreach (var (name, value) in json)
        {
            if (name is "reference" or "url" && value is JsonValue text && text.TryGetValue<string>(out var url))
            {
                normal[name] = LocalReference.Relative(url, baseUrls);
            }
            else if (name == "extension" && value is JsonArray extensions)
            {
                var foreign = new JsonArray([.. extensions.Where(e => !FaxElements.IsServerExtension(e)).Select(e => Normalize(e, baseUrls))]);
                if (foreign.Count > 0)
                {
                    normal[name] = foreign;
                }
            }
            else
            {
                normal[name] = Normalize(value, baseUrls);
            }
        }

        return normal;
    }
}
