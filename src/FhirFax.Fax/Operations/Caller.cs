namespace FhirFax.Fax.Operations;

/// <summary>Who asks.</summary>
/// <param name="ClientId">Recorded as author, and part of the idempotency key.</param>
/// <param name="MayRead">Whether the caller may read this resource: its scopes, or that it created it. Asked for every resource that a send reaches.</param>
public sealed record Caller(string ClientId, Func<Store.Resources.StoredResource, bool> MayRead);
