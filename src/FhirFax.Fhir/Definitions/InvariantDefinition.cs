namespace FhirFax.Fhir.Definitions;

/// <summary>One <c>ElementDefinition.constraint</c>.</summary>
/// <param name="Key">Such as <c>cpt-2</c>.</param>
/// <param name="IsError">False for a warning.</param>
/// <param name="Human">HL7's sentence.</param>
/// <param name="Expression">FHIRPath that must be true.</param>
public sealed record InvariantDefinition(string Key, bool IsError, string Human, string Expression);
