using System.Text.Json;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>One <c>operation</c> of a FHIRPath Patch: its parts by name.</summary>
internal sealed class PatchParameter
{
    private readonly Dictionary<string, JsonElement> _parts = new(StringComparer.Ordinal);

    private PatchParameter()
    {
    }

    /// <exception cref="PatchException">Not an operation, an unknown part, or one given twice.</exception>
    public static PatchParameter Read(JsonElement parameter)
    {
        if (NameOf(parameter) != "operation")
        {
            throw PatchException.Malformed("a parameter of a FHIRPath Patch has the name 'operation'");
        }

        var operation = new PatchParameter();
        if (parameter.TryGetProperty("part"u8, out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray())
            {
                operation.Add(part);
            }
        }

        return operation;
    }

    /// <summary>The name of a parameter; null when it is not one.</summary>
    public static string? NameOf(JsonElement parameter) =>
        parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("name"u8, out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    public bool Has(string name) => _parts.ContainsKey(name);

    /// <exception cref="PatchException">Missing.</exception>
    public JsonElement Part(string name) =>
        _parts.TryGetValue(name, out var part) ? part : throw PatchException.Malformed($"the part '{name}' is missing");

    /// <exception cref="PatchException">Missing, or not a string.</exception>
    public string Text(string name)
    {
        foreach (var member in Part(name).EnumerateObject())
        {
            if (member.Name.StartsWith("value", StringComparison.Ordinal) && member.Value.ValueKind == JsonValueKind.String)
            {
                return member.Value.GetString()!;
            }
        }

        throw PatchException.Malformed($"the part '{name}' must be a string");
    }

    /// <exception cref="PatchException">Missing, or not a whole number from 0.</exception>
    public int Index(string name)
    {
        foreach (var member in Part(name).EnumerateObject())
        {
            if (member.Name.StartsWith("value", StringComparison.Ordinal)
                && member.Value.ValueKind == JsonValueKind.Number
                && member.Value.TryGetInt32(out var index)
                && index >= 0)
            {
                return index;
            }
        }

        throw PatchException.Malformed($"the part '{name}' must be a whole number from 0");
    }

    private void Add(JsonElement part)
    {
        var name = NameOf(part);
        if (name is not ("type" or "path" or "name" or "value" or "index" or "source" or "destination"))
        {
            throw PatchException.Malformed(
                $"'{JsonText.Clip(name)}' is none of type, path, name, value, index, source, destination");
        }

        if (!_parts.TryAdd(name, part))
        {
            throw PatchException.Malformed($"the part '{name}' is given twice");
        }
    }
}
