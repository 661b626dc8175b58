using FhirFax.Fax.Carriers;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>One mailbox to import, resolved and claimed.</summary>
/// <param name="Receiver">The Organization or Practitioner in the path of the call; null when none, and for the timer.</param>
public sealed record ImportTarget(ProjectKey Project, CarrierAccount Account, ResourceKey? Receiver);
