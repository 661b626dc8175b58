using FhirFax.Store;

namespace FhirFax.Server.Fhir.Attachments;

/// <summary>What a signed url gives the right to.</summary>
/// <param name="IsWithoutContext">Only to a document that bears no <c>securityContext</c>: who asked may not read every type.</param>
internal readonly record struct SignedRight(ProjectKey Project, bool IsWithoutContext);
