using System.Text.Json.Nodes;

namespace FhirFax.Fhir.Patch;

/// <summary>The arrays and objects that a patch has taken something from. FHIR's JSON has no empty ones (R4 json.html), and the next reader would refuse them.</summary>
internal sealed class EmptiedNodes
{
    private readonly List<JsonNode> _nodes = [];

    public bool HasCandidates => _nodes.Count > 0;

    public void Add(JsonNode node) => _nodes.Add(node);

    /// <summary>Leaves out those that are empty now, and what becomes empty by it; the root stays. After the last operation: until then another may fill them again.</summary>
    public void LeaveOut()
    {
        foreach (var node in _nodes)
        {
            var empty = node;
            while (empty.Parent is { } parent && IsEmpty(empty))
            {
                empty = parent is JsonArray array ? TakeOut(empty.GetElementIndex(), array) : TakeOut(empty.GetPropertyName(), parent.AsObject());
            }
        }
    }

    private static bool IsEmpty(JsonNode node) => node is JsonArray { Count: 0 } or JsonObject { Count: 0 };

    private static JsonObject TakeOut(string name, JsonObject owner)
    {
        owner.Remove(name);
        return owner;
    }

    /// <returns>What may be empty next.</returns>
    private static JsonNode TakeOut(int index, JsonArray array)
    {
        if (array.Parent is not JsonObject owner || array.GetPropertyName() is not ['_', .. var name])
        {
            array.RemoveAt(index);
            return array;
        }

        TakeOutBeside(owner, name, index, array);
        return owner;
    }

    /// <summary>Of the ids and extensions beside the values of a repeating primitive: both lists stay in step (R4 json.html#primitive).</summary>
    private static void TakeOutBeside(JsonObject owner, string name, int index, JsonArray siblings)
    {
        siblings[index] = null;
        var values = owner[name] as JsonArray;
        if (values is null || index >= values.Count || values[index] is null)
        {
            siblings.RemoveAt(index);
            if (index < values?.Count)
            {
                values.RemoveAt(index);
            }
        }

        if (siblings.All(sibling => sibling is null))
        {
            owner.Remove("_" + name);
        }

        if (values is { Count: 0 })
        {
            owner.Remove(name);
        }
    }
}
