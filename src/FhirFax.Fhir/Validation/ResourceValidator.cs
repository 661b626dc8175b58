using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>Checks a resource against HL7's definitions (R4 validation.html): what a server must know before it stores one. Thread-safe.</summary>
public sealed class ResourceValidator(R4Definitions definitions)
{
    /// <summary>
    /// Every problem found, in document order, at most <paramref name="limit"/>; empty when valid. Each names its element as a FHIRPath
    /// (<c>Patient.contact[0].name.given[1]</c>).
    /// </summary>
    public IReadOnlyList<Issue> Validate(ResourceDocument document, int limit = 100) => throw new NotImplementedException();
}
