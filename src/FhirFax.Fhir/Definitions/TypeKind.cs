namespace FhirFax.Fhir.Definitions;

/// <summary>What a <see cref="TypeDefinition"/> describes.</summary>
public enum TypeKind
{
    /// <summary>A JSON string, number or boolean with optional <c>_name</c> sibling.</summary>
    Primitive,

    /// <summary>A data type such as HumanName.</summary>
    Complex,

    /// <summary>An element defined inside a resource, such as <c>Patient.contact</c>.</summary>
    Backbone,

    /// <summary>A resource type.</summary>
    Resource,

    /// <summary>Narrative XHTML, a JSON string.</summary>
    Xhtml,
}
