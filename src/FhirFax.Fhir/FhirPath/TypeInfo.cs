namespace FhirFax.Fhir.FhirPath;

/// <summary>What <c>type()</c> answers (FHIRPath N1, reflection).</summary>
/// <param name="Namespace"><c>FHIR</c> or <c>System</c>.</param>
internal sealed record TypeInfo(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
