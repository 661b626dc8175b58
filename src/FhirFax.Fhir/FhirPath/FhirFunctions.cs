using System.Text.Json;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.FhirPath;

/// <summary>What FHIR adds to FHIRPath (R4 fhirpath.html#functions).</summary>
internal static class FhirFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("extension", 1, 1, Extension),
        new("hasExtension", 1, 1, call => [new FhirPathItem(Extension(call).Count > 0)]),
        new("hasValue", 0, 0, call => [new FhirPathItem(call.Focus is [var only] && IsPrimitiveValue(only))]),
        new("getValue", 0, 0, call => call.Focus is [var only] && IsPrimitiveValue(only) && only.SystemValue() is { } value ? [new FhirPathItem(value)] : []),
        new("resolve", 0, 0, Resolve),
        new("htmlChecks", 0, 0, HtmlChecks),
    ];

    private static List<FhirPathItem> Extension(FunctionCall call)
    {
        var url = call.ArgumentValue<string>(0);
        var extensions = new List<FhirPathItem>();
        foreach (var item in call.Focus)
        {
            item.AddChildren("extension", call.Evaluator.Context.Definitions, extensions);
        }

        call.Evaluator.Step(extensions.Count);
        extensions.RemoveAll(extension => !HasUrl(extension.Json, url));
        return extensions;
    }

    private static bool HasUrl(JsonElement extension, string? url) =>
        extension.ValueKind == JsonValueKind.Object
        && extension.TryGetProperty("url"u8, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.ValueEquals(url);

    // A number that no Decimal holds is a value all the same.
    private static bool IsPrimitiveValue(FhirPathItem item) =>
        item.Type is null
        || (item.Type.IsPrimitive() && item.Json.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);

    private static List<FhirPathItem> HtmlChecks(FunctionCall call)
    {
        var isSound = true;
        foreach (var item in call.Focus)
        {
            isSound &= item.SystemValue() is string xhtml && NarrativeContent.Check(xhtml, out _) == NarrativeFault.None;
        }

        return [new FhirPathItem(isSound)];
    }

    /// <summary>The target as far as it is known here: a contained resource whole, any other as nothing but its type.</summary>
    private static List<FhirPathItem> Resolve(FunctionCall call)
    {
        var definitions = call.Evaluator.Context.Definitions;
        var results = new List<FhirPathItem>();
        foreach (var item in call.Focus)
        {
            call.Evaluator.Step(ReferenceTarget.Cost(item.Json, call.Evaluator.RootResource));
            if (ReferenceTarget.TryFindContained(item.Json, call.Evaluator.RootResource, definitions, out var contained))
            {
                results.Add(contained);
            }
            else if (ReferenceTarget.TypeOf(item.Json, definitions) is { } type)
            {
                results.Add(new FhirPathItem(type, default));
            }
        }

        return results;
    }
}
