namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, existence; and <c>not()</c>.</summary>
internal static class ExistenceFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("empty", 0, 0, call => From(call.Focus.Count == 0)),
        new("exists", 0, 1, Exists),
        new("not", 0, 0, call => Evaluator.FromBoolean(!Evaluator.ToBoolean(call.Focus))),
        new("all", 1, 1, All),
        new("allTrue", 0, 0, call => From(!HasBoolean(call, false))),
        new("anyTrue", 0, 0, call => From(HasBoolean(call, true))),
        new("allFalse", 0, 0, call => From(!HasBoolean(call, true))),
        new("anyFalse", 0, 0, call => From(HasBoolean(call, false))),
        new("subsetOf", 1, 1, call => From(IsSubset(call, call.Focus, call.Argument(0)))),
        new("supersetOf", 1, 1, call => From(IsSubset(call, call.Argument(0), call.Focus))),
        new("count", 0, 0, call => [new FhirPathItem(call.Focus.Count)]),
        new("distinct", 0, 0, call => Collections.Distinct(call.Evaluator, call.Focus)),
        new("isDistinct", 0, 0, call => From(Collections.Distinct(call.Evaluator, call.Focus).Count == call.Focus.Count)),
    ];

    private static List<FhirPathItem> From(bool value) => [new FhirPathItem(value)];

    private static List<FhirPathItem> Exists(FunctionCall call)
    {
        if (call.ArgumentCount == 0)
        {
            return From(call.Focus.Count > 0);
        }

        for (var i = 0; i < call.Focus.Count; i++)
        {
            if (call.Condition(0, call.Focus[i], i))
            {
                return From(true);
            }
        }

        return From(false);
    }

    private static List<FhirPathItem> All(FunctionCall call)
    {
        for (var i = 0; i < call.Focus.Count; i++)
        {
            if (!call.Condition(0, call.Focus[i], i))
            {
                return From(false);
            }
        }

        return From(true);
    }

    private static bool HasBoolean(FunctionCall call, bool wanted)
    {
        foreach (var item in call.Focus)
        {
            if (item.SystemValue() is not bool value)
            {
                throw new FhirPathException($"{call.Name}() needs Booleans");
            }

            if (value == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSubset(FunctionCall call, List<FhirPathItem> part, List<FhirPathItem> whole)
    {
        foreach (var item in part)
        {
            call.Evaluator.Step(whole.Count);
            if (!Collections.Contains(whole, item))
            {
                return false;
            }
        }

        return true;
    }
}
