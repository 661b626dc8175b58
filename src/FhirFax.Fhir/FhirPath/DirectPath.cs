using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>
/// A plain path compiled against the type it starts from: property names, choice types and filters are settled, so that a run is a walk over the JSON
/// that allocates nothing but its results. Primitives without value are left out.
/// </summary>
internal sealed class DirectPath(IReadOnlyList<DirectPath.Branch> branches, R4Definitions definitions)
{
    /// <summary>One JSON property to follow.</summary>
    /// <param name="Name">UTF-8.</param>
    /// <param name="Index">The only position wanted; -1 for all.</param>
    /// <param name="Next">Null at the end of the path.</param>
    internal sealed record Branch(byte[] Name, PropertyDefinition Property, IReadOnlyList<ElementFilter> Filters, int Index, DirectPath? Next);

    /// <summary>The properties that the path ends at.</summary>
    public IEnumerable<PropertyDefinition> Ends
    {
        get
        {
            foreach (var branch in branches)
            {
                if (branch.Next is null)
                {
                    yield return branch.Property;
                    continue;
                }

                foreach (var end in branch.Next.Ends)
                {
                    yield return end;
                }
            }
        }
    }

    public void Run(FhirPathItem root, List<FhirPathItem> results) => Run(root.Json, root, results);

    private void Run(JsonElement element, FhirPathItem root, List<FhirPathItem> results)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        for (var i = 0; i < branches.Count; i++)
        {
            var branch = branches[i];
            if (element.TryGetProperty(branch.Name, out var value))
            {
                Follow(branch, value, root, results);
            }
        }
    }

    private void Follow(Branch branch, JsonElement value, FhirPathItem root, List<FhirPathItem> results)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            if (branch.Index <= 0)
            {
                Visit(branch, value, root, results);
            }

            return;
        }

        var position = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (branch.Index < 0 || branch.Index == position++)
            {
                Visit(branch, item, root, results);
            }
        }
    }

    private void Visit(Branch branch, JsonElement value, FhirPathItem root, List<FhirPathItem> results)
    {
        foreach (var filter in branch.Filters)
        {
            if (!filter.Accepts(value, root))
            {
                return;
            }
        }

        if (branch.Next is not null)
        {
            branch.Next.Run(value, root, results);
        }
        else if (value.ValueKind != JsonValueKind.Null && branch.Property.Type.TryResolveInstance(value, definitions, out var type))
        {
            results.Add(new FhirPathItem(type, value));
        }
    }
}
