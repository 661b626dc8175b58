using System.Diagnostics.CodeAnalysis;

namespace FhirFax.Fhir.Definitions;

/// <summary>Everything R4 says of itself that FhirFax needs, compiled once from the embedded definitions of <c>fhir-profiles/r4</c>.</summary>
public sealed class R4Definitions
{
    private R4Definitions() => throw new NotImplementedException();

    /// <summary>The one instance; the first use compiles it (well under a second).</summary>
    public static R4Definitions Current { get; } = null!;

    /// <summary>Every concrete resource type, by name in ordinal order.</summary>
    public IReadOnlyList<TypeDefinition> ResourceTypes => throw new NotImplementedException();

    /// <summary>Any type by name: resource, data type, primitive or backbone path.</summary>
    public bool TryGetType(string name, [NotNullWhen(true)] out TypeDefinition? type) => throw new NotImplementedException();

    /// <summary>True for a concrete resource type.</summary>
    public bool IsResourceType(string name) => throw new NotImplementedException();

    /// <summary>The search parameters of a resource type, those of Resource and DomainResource included.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParametersOf(string resourceType) => throw new NotImplementedException();

    /// <summary>One search parameter of a type by its code.</summary>
    public bool TryGetSearchParameter(string resourceType, string code, [NotNullWhen(true)] out SearchParameterDefinition? parameter) =>
        throw new NotImplementedException();
}
