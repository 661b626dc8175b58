using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Registry;

/// <summary>One interaction of R4 http.html. Bad input is a returned result; an exception is a defect or a broken dependency.</summary>
internal interface IInteraction
{
    Task<FhirResult> HandleAsync(FhirRequest request);
}
