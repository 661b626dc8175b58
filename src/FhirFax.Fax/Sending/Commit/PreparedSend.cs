using FhirFax.Fax.Sending.Checks;
using FhirFax.Fhir.Json;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Commit;

/// <summary>A send with everything made that needs no transaction. It may be committed, or tried to, any number of times.</summary>
/// <param name="Deliveries">Their times are those of the commit.</param>
/// <param name="Communication">As it will be stored.</param>
/// <param name="Content">The fingerprint of what would be faxed.</param>
/// <param name="Request">The fingerprint of the request; null without an <c>Idempotency-Key</c>.</param>
/// <param name="AttemptId">Of the Attempt that is committed with the one Delivery, which then goes out at once; null when the Deliveries are queued.</param>
internal sealed record PreparedSend(
    SendRequest Call, SendTarget Target, SendPlan Plan, IReadOnlyList<DeliveryRecord> Deliveries, PreparedResource Communication, string Content, string? Request, string? AttemptId);
