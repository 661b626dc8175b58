namespace FhirFax.Fhir.Tests.Fixtures;

/// <param name="Name">File name without extension, such as <c>Patient-example</c>.</param>
internal sealed record R4Example(string Name, byte[] Json)
{
    public override string ToString() => Name;
}
