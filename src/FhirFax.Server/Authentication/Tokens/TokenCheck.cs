namespace FhirFax.Server.Authentication.Tokens;

/// <summary>What a bearer token is worth now.</summary>
/// <param name="Principal">Null when it is worth nothing.</param>
/// <param name="IsExpired">It was ours, and would be good but for its age.</param>
internal readonly record struct TokenCheck(Principal? Principal, bool IsExpired = false);
