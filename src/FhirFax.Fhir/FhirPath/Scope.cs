namespace FhirFax.Fhir.FhirPath;

/// <summary>What <c>$this</c>, <c>$index</c> and <c>$total</c> mean inside a function's argument.</summary>
/// <param name="This">One item inside <c>where</c>, <c>select</c> and their like; the whole collection inside <c>iif</c>. Never changed.</param>
internal sealed record Scope(List<FhirPathItem> This, int Index = 0, IReadOnlyList<FhirPathItem>? Total = null);
