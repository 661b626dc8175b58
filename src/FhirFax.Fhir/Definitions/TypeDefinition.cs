using System.Collections.Frozen;

namespace FhirFax.Fhir.Definitions;

/// <summary>One R4 type, compiled from HL7's StructureDefinition: a table that validation and FHIRPath walk.</summary>
/// <remarks>Built once by <see cref="R4Definitions"/>; immutable to its readers. Types refer to each other, so the members are filled after all types exist.</remarks>
public sealed class TypeDefinition
{
    private FrozenDictionary<string, PropertyDefinition>? _properties;
    private FrozenDictionary<string, ElementDefinition>? _elementsByName;

    /// <summary><c>Patient</c>, <c>HumanName</c>, <c>string</c>, or the path of a backbone element: <c>Patient.contact</c>.</summary>
    public required string Name { get; init; }

    public required TypeKind Kind { get; init; }

    /// <summary>The type this one specialises, such as DomainResource; null for Element and Resource.</summary>
    public TypeDefinition? Base { get; internal set; }

    /// <summary>True for Resource, DomainResource, Element, BackboneElement: nothing is an instance of just this.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>The whole-value pattern of a primitive, anchored, as HL7 gives it; null where there is none.</summary>
    public string? Pattern { get; init; }

    /// <summary>All elements, inherited ones first, in the order of the definition.</summary>
    public IReadOnlyList<ElementDefinition> Elements { get; private set; } = [];

    /// <summary>JSON property name (<c>valueQuantity</c>) to the element and the type that name implies.</summary>
    public FrozenDictionary<string, PropertyDefinition> Properties =>
        _properties ?? LazyInitializer.EnsureInitialized(ref _properties, IndexProperties);

    /// <summary>FHIRPath name (<c>value</c>) to the element.</summary>
    public FrozenDictionary<string, ElementDefinition> ElementsByName =>
        _elementsByName ?? LazyInitializer.EnsureInitialized(ref _elementsByName, IndexElements);

    /// <summary>Invariants of the type, inherited ones first; for a backbone type those stated on its element.</summary>
    public IReadOnlyList<InvariantDefinition> Invariants { get; internal set; } = [];

    /// <summary>What a primitive's value looks like; None for any other type.</summary>
    internal PrimitiveFormat Format { get; init; }

    /// <summary>Bit n is set when the element of <see cref="ElementDefinition.Ordinal"/> n is required.</summary>
    internal ulong RequiredElements { get; private set; }

    /// <summary>Whether this is <paramref name="name"/> or specialises it.</summary>
    public bool Is(string name)
    {
        for (var type = this; type is not null; type = type.Base)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => Name;

    internal void SetElements(IReadOnlyList<ElementDefinition> elements)
    {
        Elements = elements;
        foreach (var element in elements)
        {
            RequiredElements |= element.Min > 0 ? 1UL << element.Ordinal : 0;
        }
    }

    // Most of the 900 types are never met by one process, so their dictionaries are made when first asked for.
    private FrozenDictionary<string, PropertyDefinition> IndexProperties()
    {
        var byName = new Dictionary<string, PropertyDefinition>(StringComparer.Ordinal);
        foreach (var element in Elements)
        {
            foreach (var property in element.Properties)
            {
                byName.Add(property.JsonName, property);
            }
        }

        return byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private FrozenDictionary<string, ElementDefinition> IndexElements() => Elements.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
}
