using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary><c>memberOf</c> and <c>conformsTo</c> as far as they can be decided here (R4 fhirpath.html#functions); empty where they cannot.</summary>
internal static class TerminologyFunctions
{
    private const string TypeBase = "http://hl7.org/fhir/StructureDefinition/";

    public static IReadOnlyList<Function> Table { get; } =
    [
        new("memberOf", 1, 1, MemberOf),
        new("conformsTo", 1, 1, ConformsTo),
    ];

    private static List<FhirPathItem> MemberOf(FunctionCall call)
    {
        if (call.ArgumentValue<string>(0) is not { } url || !call.Evaluator.Context.Definitions.TryGetValueSet(WithoutVersion(url), out var valueSet))
        {
            return [];
        }

        return call.Focus switch
        {
            [] => [],
            [var only] => [new FhirPathItem(IsMember(only, valueSet))],
            _ => throw new FhirPathException("memberOf() needs a single item"),
        };
    }

    private static bool IsMember(FhirPathItem item, CodeBinding valueSet)
    {
        if (item.SystemValue() is string code)
        {
            return valueSet.Codes.ContainsKey(code);
        }

        if (item.Json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (!item.Json.TryGetProperty("coding"u8, out var codings) || codings.ValueKind != JsonValueKind.Array)
        {
            return IsMember(item.Json, valueSet);
        }

        foreach (var coding in codings.EnumerateArray())
        {
            if (IsMember(coding, valueSet))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMember(JsonElement coding, CodeBinding valueSet) =>
        coding.ValueKind == JsonValueKind.Object
        && Text(coding, "code"u8) is { } code
        && valueSet.Codes.TryGetValue(code, out var systems)
        && Text(coding, "system"u8) is { } system
        && Array.IndexOf(systems, system) >= 0;

    private static List<FhirPathItem> ConformsTo(FunctionCall call)
    {
        if (call.ArgumentValue<string>(0) is not { } url || call.Focus.Count == 0)
        {
            return [];
        }

        var name = WithoutVersion(url);
        return name.StartsWith(TypeBase, StringComparison.Ordinal)
            && call.Evaluator.Context.Definitions.TryGetType(name[TypeBase.Length..], out var type)
            && call.Focus is [{ Type: { } actual }]
                ? [new FhirPathItem(actual.Is(type.Name))]
                : [];
    }

    private static string WithoutVersion(string url)
    {
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? url : url[..bar];
    }

    private static string? Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
