using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, tree navigation and utility functions.</summary>
internal static class NavigationFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("children", 0, 0, call => Children(call.Evaluator, call.Focus)),
        new("descendants", 0, 0, Descendants),
        new("now", 0, 0, call => Instant(call, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", TemporalKind.DateTime)),
        new("today", 0, 0, call => Instant(call, "yyyy-MM-dd", TemporalKind.Date)),
        new("timeOfDay", 0, 0, call => Instant(call, "HH:mm:ss.fff", TemporalKind.Time)),
    ];

    private static List<FhirPathItem> Children(Evaluator evaluator, List<FhirPathItem> items)
    {
        var results = new List<FhirPathItem>();
        foreach (var item in items)
        {
            item.AddAllChildren(evaluator.Context.Definitions, results);
        }

        evaluator.Step(results.Count);
        return results;
    }

    private static List<FhirPathItem> Descendants(FunctionCall call)
    {
        var results = new List<FhirPathItem>();
        for (var level = Children(call.Evaluator, call.Focus); level.Count > 0; level = Children(call.Evaluator, level))
        {
            results.AddRange(level);
        }

        return results;
    }

    private static List<FhirPathItem> Instant(FunctionCall call, string format, TemporalKind kind)
    {
        var text = call.Evaluator.Context.Clock.GetUtcNow().UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
        return Temporal.TryParse(text, kind, out var value) ? [new FhirPathItem(value)] : [];
    }
}
