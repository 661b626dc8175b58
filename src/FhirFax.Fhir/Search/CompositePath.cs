using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Search;

/// <summary>A composite parameter compiled for one resource type: the places that it looks at, and what it takes of each.</summary>
internal sealed class CompositePath
{
    private readonly SearchPath _places;
    private readonly FhirPathContext _context;

    private CompositePath(SearchPath places, IReadOnlyList<CompositePart> parts, R4Definitions definitions) =>
        (_places, Parts, _context) = (places, parts, new FhirPathContext(definitions));

    public IReadOnlyList<CompositePart> Parts { get; }

    /// <summary>Null when one of its parts is no parameter of the type that can be searched by itself.</summary>
    public static CompositePath? Compile(SearchParameterDefinition parameter, TypeDefinition type, R4Definitions definitions)
    {
        if (parameter is not { Type: SearchParameterType.Composite, Expression: { } expression, Components.Count: > 1 })
        {
            return null;
        }

        var found = new List<SearchParameterDefinition>(parameter.Components.Count);
        foreach (var component in parameter.Components)
        {
            if (Find(component.Definition, type, definitions) is not { } part || !SearchPaths.IsIndexed(part))
            {
                return null;
            }

            found.Add(part);
        }

        var parts = new List<CompositePart>(found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            // R4's DocumentReference.relationship has the definitions of its parts the wrong way round; what they look at tells.
            var whole = $"{expression}.{parameter.Components[i].Expression}";
            parts.Add(new CompositePart(found.Find(d => d.Expression == whole) ?? found[i], FhirPathExpression.Parse(parameter.Components[i].Expression)));
        }

        return new CompositePath(SearchPath.Compile(expression, type, definitions), parts, definitions);
    }

    public List<FhirPathItem> Places(FhirPathItem resource)
    {
        var places = new List<FhirPathItem>();
        _places.Run(resource, places);
        return places;
    }

    public IEnumerable<FhirPathItem> Values(CompositePart part, FhirPathItem place, FhirPathItem resource) =>
        part.Expression.Evaluate(place, _context with { Resource = resource });

    private static SearchParameterDefinition? Find(string url, TypeDefinition type, R4Definitions definitions)
    {
        foreach (var parameter in definitions.SearchParametersOf(type.Name))
        {
            if (parameter.Url == url)
            {
                return parameter;
            }
        }

        return null;
    }
}
