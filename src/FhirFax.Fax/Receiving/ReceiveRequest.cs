using FhirFax.Fax.Projects;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>One <c>$receive-efax</c> call.</summary>
/// <param name="Receiver">The Organization or Practitioner in the path; null for the project's mailbox.</param>
public sealed record ReceiveRequest(FaxProject Project, ResourceKey? Receiver);
