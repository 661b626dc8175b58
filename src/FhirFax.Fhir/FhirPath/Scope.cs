namespace FhirFax.Fhir.FhirPath;

/// <summary>What <c>$this</c>, <c>$index</c> and <c>$total</c> mean inside a function's argument.</summary>
internal sealed record Scope(FhirPathItem This, int Index = 0, IReadOnlyList<FhirPathItem>? Total = null);
