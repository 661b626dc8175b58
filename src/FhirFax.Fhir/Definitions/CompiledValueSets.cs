using System.Collections.Frozen;

namespace FhirFax.Fhir.Definitions;

/// <summary>The expanded value sets of <c>value-sets.jsonl</c>.</summary>
internal static class CompiledValueSets
{
    public static Dictionary<string, CodeBinding> Load()
    {
        var bindings = new Dictionary<string, CodeBinding>(StringComparer.Ordinal);
        foreach (var line in EmbeddedDefinitions.ReadLines("value-sets.jsonl"))
        {
            var url = line.Text("url");
            bindings[url] = new CodeBinding { ValueSet = url, Codes = Codes(line) };
        }

        return bindings;
    }

    private static FrozenDictionary<string, string[]> Codes(System.Text.Json.JsonElement valueSet)
    {
        var codes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var system in valueSet.GetProperty("codes").EnumerateObject())
        {
            string[] only = [system.Name];
            foreach (var code in system.Value.EnumerateArray())
            {
                var text = code.GetString()!;
                codes[text] = codes.TryGetValue(text, out var known) ? [.. known, system.Name] : only;
            }
        }

        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
