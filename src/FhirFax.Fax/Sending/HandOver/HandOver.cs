using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>A committed Attempt that is to go out now.</summary>
internal sealed record HandOver(DeliveryRecord Delivery, AttemptRecord Attempt);
