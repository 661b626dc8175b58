namespace FhirFax.Fhir.FhirPath;

/// <summary>Set operations over collections, by FHIRPath equality.</summary>
internal static class Collections
{
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

    public static List<FhirPathItem> Union(Evaluator evaluator, List<FhirPathItem> left, List<FhirPathItem> right) =>
        Distinct(evaluator, [.. left, .. right]);
}
