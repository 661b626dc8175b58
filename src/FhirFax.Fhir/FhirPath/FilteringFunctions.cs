namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, filtering and projection, combining, aggregates.</summary>
internal static class FilteringFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("where", 1, 1, Where),
        new("select", 1, 1, Select),
        new("repeat", 1, 1, Repeat),
        new("aggregate", 1, 2, Aggregate),
        new("union", 1, 1, call => Collections.Union(call.Evaluator, call.Focus, call.Argument(0))),
        new("combine", 1, 1, call => [.. call.Focus, .. call.Argument(0)]),
        new("iif", 2, 3, Iif),
        new("trace", 1, 2, call => call.Focus),
    ];

    private static List<FhirPathItem> Where(FunctionCall call)
    {
        var results = new List<FhirPathItem>();
        for (var i = 0; i < call.Focus.Count; i++)
        {
            if (call.Condition(0, call.Focus[i], i))
            {
                results.Add(call.Focus[i]);
            }
        }

        return results;
    }

    private static List<FhirPathItem> Select(FunctionCall call)
    {
        var results = new List<FhirPathItem>();
        for (var i = 0; i < call.Focus.Count; i++)
        {
            results.AddRange(call.Argument(0, call.Focus[i], i));
        }

        call.Evaluator.Step(results.Count);
        return results;
    }

    private static List<FhirPathItem> Repeat(FunctionCall call)
    {
        var results = new List<FhirPathItem>();
        var open = new Queue<FhirPathItem>(call.Focus);
        while (open.TryDequeue(out var item))
        {
            foreach (var found in call.Argument(0, item, 0))
            {
                call.Evaluator.Step(results.Count);
                if (!Collections.Contains(results, found))
                {
                    results.Add(found);
                    open.Enqueue(found);
                }
            }
        }

        return results;
    }

    private static List<FhirPathItem> Aggregate(FunctionCall call)
    {
        List<FhirPathItem> total = call.ArgumentCount == 2 ? call.Argument(1) : [];
        for (var i = 0; i < call.Focus.Count; i++)
        {
            total = call.Argument(0, call.Focus[i], i, total);
        }

        return total;
    }

    private static List<FhirPathItem> Iif(FunctionCall call)
    {
        if (Evaluator.ToBoolean(call.ArgumentOfFocus(0)) == true)
        {
            return call.ArgumentOfFocus(1);
        }

        return call.ArgumentCount == 3 ? call.ArgumentOfFocus(2) : [];
    }
}
