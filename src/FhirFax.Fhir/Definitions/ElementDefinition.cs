namespace FhirFax.Fhir.Definitions;

/// <summary>One element of a <see cref="TypeDefinition"/> (R4 elementdefinition.html), a choice type counting as one element.</summary>
public sealed class ElementDefinition
{
    /// <summary>FHIRPath name: <c>value</c> for <c>value[x]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Definition path, such as <c>Communication.payload.content[x]</c>.</summary>
    public required string Path { get; init; }

    public required int Min { get; init; }

    /// <summary><see cref="int.MaxValue"/> for <c>*</c>.</summary>
    public required int Max { get; init; }

    /// <summary>True for <c>value[x]</c>.</summary>
    public required bool IsChoice { get; init; }

    /// <summary>The JSON forms: one, or one per type of a choice.</summary>
    public IReadOnlyList<PropertyDefinition> Properties { get; internal set; } = [];

    /// <summary>The codes of a required binding to an enumerable value set; null when the binding is none, weaker, or not enumerable here.</summary>
    public CodeBinding? Binding { get; init; }

    /// <summary>Invariants stated on the element.</summary>
    public IReadOnlyList<InvariantDefinition> Invariants { get; init; } = [];

    /// <summary>True when the element is part of <c>_summary=true</c>.</summary>
    public bool IsSummary { get; init; }

    public bool IsArray => Max > 1;

    /// <summary>Place among the elements of its type, the same in every type that inherits it; below 64 (the widest R4 type has 54).</summary>
    internal int Ordinal { get; init; }
}
