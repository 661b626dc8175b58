using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace FhirFax.Fhir.Definitions;

/// <summary>Everything R4 says of itself that FhirFax needs, compiled once from the embedded definitions of <c>fhir-profiles/r4</c>.</summary>
public sealed class R4Definitions
{
    private readonly FrozenDictionary<string, TypeDefinition> _types;
    private readonly FrozenDictionary<string, TypeDefinition> _resourceTypes;
    private readonly FrozenDictionary<string, CodeBinding> _valueSets;
    private readonly Lazy<SearchParameterTable> _searchParameters;

    private R4Definitions()
    {
        var valueSets = CompiledValueSets.Load();
        _valueSets = valueSets.ToFrozenDictionary(StringComparer.Ordinal);
        var types = new TypeCompiler(valueSets).Compile();
        _types = types.ToFrozenDictionary(StringComparer.Ordinal);
        var concrete = new List<TypeDefinition>();
        foreach (var type in types.Values)
        {
            if (type is { Kind: TypeKind.Resource, IsAbstract: false })
            {
                concrete.Add(type);
            }
        }

        concrete.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        ResourceTypes = concrete;
        _resourceTypes = concrete.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _searchParameters = new Lazy<SearchParameterTable>(() => SearchParameterTable.Load(ResourceTypes));
    }

    /// <summary>The one instance; the first use compiles it (well under a second).</summary>
    public static R4Definitions Current { get; } = new();

    /// <summary>Every concrete resource type, by name in ordinal order.</summary>
    public IReadOnlyList<TypeDefinition> ResourceTypes { get; }

    /// <summary>Any type by name: resource, data type, primitive or backbone path.</summary>
    public bool TryGetType(string name, [NotNullWhen(true)] out TypeDefinition? type) => _types.TryGetValue(name, out type);

    /// <summary>True for a concrete resource type.</summary>
    public bool IsResourceType(string name) => _resourceTypes.ContainsKey(name);

    /// <summary>True for a concrete resource type.</summary>
    public bool IsResourceType(ReadOnlySpan<char> name) =>
        _resourceTypes.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);

    /// <summary>The codes of a value set by its canonical url without version; only of those that a required binding names.</summary>
    public bool TryGetValueSet(string url, [NotNullWhen(true)] out CodeBinding? valueSet) => _valueSets.TryGetValue(url, out valueSet);

    /// <summary>The search parameters of a resource type in ordinal order of code, those of Resource and DomainResource included; empty for an unknown type.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParametersOf(string resourceType) => _searchParameters.Value.Of(resourceType);

    /// <summary>One search parameter of a type by its code.</summary>
    public bool TryGetSearchParameter(string resourceType, string code, [NotNullWhen(true)] out SearchParameterDefinition? parameter) =>
        _searchParameters.Value.TryGet(resourceType, code, out parameter);
}
