namespace FhirFax.Store.Faxes;

/// <summary>What makes a repeated send the same send.</summary>
/// <param name="Client">Client id.</param>
/// <param name="Key">The <c>Idempotency-Key</c>, or the content fingerprint, with a prefix that says which.</param>
/// <param name="Fingerprint">Digest of what was asked, to tell a repeat from another request under the same key.</param>
/// <param name="Expires">After this the key is free again.</param>
public sealed record IdempotencyRecord(
    ProjectKey Project, string Client, string Key, string Fingerprint, string CommunicationId, DateTimeOffset Created, DateTimeOffset Expires);
