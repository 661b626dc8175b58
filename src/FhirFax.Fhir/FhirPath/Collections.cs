namespace FhirFax.Fhir.FhirPath;

/// <summary>Set operations over collections, by FHIRPath equality.</summary>
internal static class Collections
{
    private const int FewItems = 8;

    public static bool Contains(List<FhirPathItem> items, FhirPathItem item)
    {
        foreach (var other in items)
        {
            if (Equality.AreEqual(item, other) == true)
            {
                return true;
            }
        }

        return false;
    }

    public static List<FhirPathItem> Distinct(Evaluator evaluator, List<FhirPathItem> items)
    {
        return items.Count > FewItems && TryDistinctTexts(items) is { } texts ? texts : DistinctByEquality(evaluator, items);
    }

    public static List<FhirPathItem> Union(Evaluator evaluator, List<FhirPathItem> left, List<FhirPathItem> right) =>
        Distinct(evaluator, [.. left, .. right]);

    /// <summary>Codes and ids come by the thousand, and comparing each with all would take the square of that. Null when not all are strings.</summary>
    private static List<FhirPathItem>? TryDistinctTexts(List<FhirPathItem> items)
    {
        var texts = new HashSet<string>(items.Count, StringComparer.Ordinal);
        var results = new List<FhirPathItem>(items.Count);
        foreach (var item in items)
        {
            if (item.SystemValue() is not string text)
            {
                return null;
            }

            if (texts.Add(text))
            {
                results.Add(item);
            }
        }

        return results;
    }

    private static List<FhirPathItem> DistinctByEquality(Evaluator evaluator, List<FhirPathItem> items)
    {
        var results = new List<FhirPathItem>(items.Count);
        foreach (var item in items)
        {
            evaluator.Step(results.Count);
            if (!Contains(results, item))
            {
                results.Add(item);
            }
        }

        return results;
    }
}
