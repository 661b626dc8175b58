namespace FhirFax.Fhir.Definitions;

/// <summary>One part of a composite search parameter.</summary>
public sealed record SearchParameterComponent(string Definition, string Expression);
