using System.Collections.Concurrent;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>The compiled paths of each resource type's search parameters, made when a type is first met and kept. Thread-safe.</summary>
internal sealed class SearchPaths(R4Definitions definitions)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<IndexedParameter>> _byType = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, CompositePath>> _composites = new(StringComparer.Ordinal);

    /// <param name="Definition">Neither composite nor special, with an expression.</param>
    internal sealed record IndexedParameter(SearchParameterDefinition Definition, SearchPath Path);

    public IReadOnlyList<IndexedParameter> Of(TypeDefinition type) => _byType.GetOrAdd(type.Name, _ => Compile(type));

    /// <summary>The composite parameters of a type by their codes.</summary>
    public IReadOnlyDictionary<string, CompositePath> CompositesOf(TypeDefinition type) => _composites.GetOrAdd(type.Name, _ => CompileComposites(type));

    /// <summary>Whether a store has entries for the parameter: it is computed from the resource, and is not kept as a column.</summary>
    public static bool IsIndexed(SearchParameterDefinition parameter) =>
        parameter is { Expression: not null, Type: not (SearchParameterType.Composite or SearchParameterType.Special), Code: not ("_id" or "_lastUpdated") };

    private List<IndexedParameter> Compile(TypeDefinition type)
    {
        var paths = new List<IndexedParameter>();
        foreach (var parameter in definitions.SearchParametersOf(type.Name))
        {
            if (IsIndexed(parameter))
            {
                paths.Add(new IndexedParameter(parameter, SearchPath.Compile(parameter.Expression!, type, definitions)));
            }
        }

        return paths;
    }

    private Dictionary<string, CompositePath> CompileComposites(TypeDefinition type)
    {
        var composites = new Dictionary<string, CompositePath>(StringComparer.Ordinal);
        foreach (var parameter in definitions.SearchParametersOf(type.Name))
        {
            if (CompositePath.Compile(parameter, type, definitions) is { } path)
            {
                composites.Add(parameter.Code, path);
            }
        }

        return composites;
    }
}
