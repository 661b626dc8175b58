namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, subsetting.</summary>
internal static class SubsettingFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("first", 0, 0, call => Slice(call.Focus, 0, 1)),
        new("last", 0, 0, call => Slice(call.Focus, call.Focus.Count - 1, 1)),
        new("tail", 0, 0, call => Slice(call.Focus, 1, int.MaxValue)),
        new("skip", 1, 1, call => Slice(call.Focus, call.ArgumentValue<int>(0), int.MaxValue)),
        new("take", 1, 1, call => Slice(call.Focus, 0, call.ArgumentValue<int>(0))),
        new("single", 0, 0, Single),
        new("intersect", 1, 1, call => Filter(call, wanted: true)),
        new("exclude", 1, 1, call => Filter(call, wanted: false)),
    ];

    private static List<FhirPathItem> Slice(List<FhirPathItem> items, int start, int count)
    {
        start = Math.Max(start, 0);
        return start >= items.Count || count <= 0 ? [] : items.GetRange(start, Math.Min(count, items.Count - start));
    }

    private static List<FhirPathItem> Single(FunctionCall call) =>
        call.Focus.Count <= 1 ? call.Focus : throw new FhirPathException($"single() found {call.Focus.Count} items");

    private static List<FhirPathItem> Filter(FunctionCall call, bool wanted)
    {
        var other = call.Argument(0);
        var results = new List<FhirPathItem>();
        foreach (var item in call.Focus)
        {
            call.Evaluator.Step(other.Count);
            if (Collections.Contains(other, item) == wanted)
            {
                results.Add(item);
            }
        }

        return wanted ? Collections.Distinct(call.Evaluator, results) : results;
    }
}
