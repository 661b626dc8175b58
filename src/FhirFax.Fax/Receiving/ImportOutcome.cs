using FhirFax.Fax.Carriers;

namespace FhirFax.Fax.Receiving;

/// <summary>How one run over a mailbox ended.</summary>
/// <param name="Failure">Why the carrier could not be asked, or not to the end; null when all went well.</param>
/// <param name="NextTry">When a fax whose document is not there yet should be asked for again; null when none waits.</param>
public sealed record ImportOutcome(CarrierFailure? Failure, DateTimeOffset? NextTry);
