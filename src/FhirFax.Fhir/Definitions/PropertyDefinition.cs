namespace FhirFax.Fhir.Definitions;

/// <summary>One JSON property: an element together with the type its name implies.</summary>
public sealed class PropertyDefinition
{
    /// <summary><c>valueQuantity</c>, <c>contact</c>, <c>birthDate</c>.</summary>
    public required string JsonName { get; init; }

    public required ElementDefinition Element { get; init; }

    /// <summary>For a contained or parameter resource: the abstract Resource type; the instance's own <c>resourceType</c> decides.</summary>
    public required TypeDefinition Type { get; init; }

    /// <summary>Resource types a Reference or canonical may point at; empty when any.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}
