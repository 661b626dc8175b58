using System.Text.Json.Nodes;
using FhirFax.Fax.Sending.References;

namespace FhirFax.Fax.Communications;

/// <summary>
/// The elements of a Communication that say what is faxed to whom, compared by meaning: our forms of one url are equal, our own extensions do not count, and a reference
/// to a contained resource means that resource as it stands.
/// </summary>
internal static class PinnedElements
{
    /// <summary>Contained resources may point at each other in a ring; nobody nests them deeper than this.</summary>
    private const int DeepestContained = 4;

    public static readonly IReadOnlyList<string> Outbound = ["recipient", "sender", "medium", "payload"];

    public static readonly IReadOnlyList<string> Inbound = ["payload"];

    /// <summary>The elements in which the two differ.</summary>
    /// <param name="baseUrls">Our base urls, below which an absolute url equals the relative one.</param>
    public static List<string> Differences(JsonObject left, JsonObject right, IReadOnlyList<string> elements, IReadOnlyList<string> baseUrls)
    {
        var different = new List<string>();
        var leftForm = new Form(left, baseUrls);
        var rightForm = new Form(right, baseUrls);
        foreach (var element in elements)
        {
            if (!JsonNode.DeepEquals(leftForm.Of(left[element]), rightForm.Of(right[element])))
            {
                different.Add(element);
            }
        }

        return different;
    }

    /// <summary>Brings the elements of one Communication into the form in which equal meaning is equal JSON.</summary>
    private sealed class Form(JsonObject communication, IReadOnlyList<string> baseUrls)
    {
        private int _depth;

        public JsonNode? Of(JsonNode? node)
        {
            switch (node)
            {
                case JsonArray array:
                    var items = new JsonArray();
                    foreach (var item in array)
                    {
                        items.Add(Of(item));
                    }

                    return items;
                case JsonObject json:
                    return Of(json);
                default:
                    return node?.DeepClone();
            }
        }

        private JsonObject Of(JsonObject json)
        {
            var normal = new JsonObject();
            foreach (var (name, value) in json)
            {
                if (name is "reference" or "url" && value is JsonValue text && text.TryGetValue<string>(out var url))
                {
                    normal[name] = name == "reference" && url.StartsWith('#') ? Contained(url) : LocalReference.Relative(url, baseUrls);
                }
                else if (name == "extension" && value is JsonArray extensions)
                {
                    var foreign = new JsonArray([.. extensions.Where(e => !FaxElements.IsServerExtension(e)).Select(Of)]);
                    if (foreign.Count > 0)
                    {
                        normal[name] = foreign;
                    }
                }
                else
                {
                    normal[name] = Of(value);
                }
            }

            return normal;
        }

        private JsonNode? Contained(string reference)
        {
            if (_depth < DeepestContained && communication["contained"] is JsonArray contained)
            {
                foreach (var resource in contained)
                {
                    if (resource is JsonObject json && FaxElements.TextOf(json, "id") == reference[1..])
                    {
                        _depth++;
                        var form = Of(json);
                        _depth--;
                        return form;
                    }
                }
            }

            return reference;
        }
    }
}
