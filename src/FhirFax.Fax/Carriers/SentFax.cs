namespace FhirFax.Fax.Carriers;

/// <summary>One fax as the list of what was sent shows it.</summary>
/// <param name="CarrierId">The carrier's id.</param>
/// <param name="Transmission">What an inquiry about it would say, as far as the list goes.</param>
public sealed record SentFax(string CarrierId, TransmissionResult.Known Transmission);
