using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, types: as functions and as operators.</summary>
internal static class TypeFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("is", 1, 1, call => Is(call.Focus, call.Type), TakesType: true),
        new("as", 1, 1, call => As(call.Focus, call.Type), TakesType: true),
        new("ofType", 1, 1, call => As(call.Focus, call.Type), TakesType: true),
        new("type", 0, 0, call => call.Focus.ConvertAll(item => new FhirPathItem(InfoOf(item)))),
    ];

    /// <summary>An element defined in place has no type name of its own.</summary>
    private static TypeInfo InfoOf(FhirPathItem item) => item.Type switch
    {
        null => new TypeInfo("System", TypeSpecifier.SystemName(item.Value)),
        { Kind: TypeKind.Backbone, Base: { } of } => new TypeInfo("FHIR", of.Name),
        var type => new TypeInfo("FHIR", type.Name),
    };

    public static List<FhirPathItem> Is(List<FhirPathItem> items, TypeSpecifier type) => items.Count switch
    {
        0 => [],
        1 => [new FhirPathItem(type.Matches(items[0]))],
        _ => throw new FhirPathException($"'is {type}' needs a single item but found {items.Count}"),
    };

    /// <remarks>R4's search parameters apply <c>as</c> to repeating elements, so it filters as <c>ofType</c> does.</remarks>
    public static List<FhirPathItem> As(List<FhirPathItem> items, TypeSpecifier type)
    {
        var results = new List<FhirPathItem>(items.Count);
        foreach (var item in items)
        {
            if (type.Matches(item))
            {
                results.Add(item);
            }
        }

        return results;
    }
}
