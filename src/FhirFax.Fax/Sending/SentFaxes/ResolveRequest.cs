namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>A decision about one Delivery of a fax.</summary>
/// <param name="Fax">The fax, and who decides.</param>
/// <param name="DeliveryId">As shown in the recipient's <c>fax-delivery</c> extension.</param>
/// <param name="CarrierId">The carrier's id of the fax to adopt; null: the one that the Delivery has.</param>
public sealed record ResolveRequest(SentFaxRequest Fax, string DeliveryId, OutcomeDecision Decision, string? CarrierId);
