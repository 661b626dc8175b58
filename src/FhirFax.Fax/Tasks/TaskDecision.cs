namespace FhirFax.Fax.Tasks;

/// <summary>A decision as it is kept in a Task.</summary>
/// <param name="ClientId">Who decided.</param>
/// <param name="Code">What.</param>
/// <param name="DeliveryId">About which Delivery.</param>
public sealed record TaskDecision(string ClientId, string Code, string DeliveryId);
