using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>One operation of a JSON Patch (RFC 6902 section 4). Members that the RFC does not define are ignored.</summary>
/// <param name="From">Only for <c>move</c> and <c>copy</c>.</param>
/// <param name="Value">Null also for a JSON null.</param>
internal sealed record JsonPatchOperation(string Name, JsonPointer Path, JsonPointer? From, JsonNode? Value)
{
    /// <exception cref="PatchException">A member is missing or of the wrong type, or the operation is not one of the six.</exception>
    public static JsonPatchOperation Read(JsonNode? node)
    {
        if (node is not JsonObject stated)
        {
            throw PatchException.Malformed("an operation is a JSON object");
        }

        var name = Text(stated, "op");
        if (name is not ("add" or "remove" or "replace" or "move" or "copy" or "test"))
        {
            throw PatchException.Malformed($"'{JsonText.Clip(name)}' is none of add, remove, replace, move, copy, test");
        }

        var path = JsonPointer.Parse(Text(stated, "path"));
        var from = name is "move" or "copy" ? JsonPointer.Parse(Text(stated, "from")) : null;
        return name is "add" or "replace" or "test" && !stated.ContainsKey("value")
            ? throw PatchException.Malformed("the member 'value' is missing")
            : new JsonPatchOperation(name, path, from, stated["value"]);
    }

    private static string Text(JsonObject stated, string member)
    {
        if (!stated.TryGetPropertyValue(member, out var value))
        {
            throw PatchException.Malformed($"the member '{member}' is missing");
        }

        return value?.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw PatchException.Malformed($"the member '{member}' must be a string");
    }
}
