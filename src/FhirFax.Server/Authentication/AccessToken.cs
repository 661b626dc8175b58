namespace FhirFax.Server.Authentication;

/// <summary>A token as it is answered by the token endpoint.</summary>
internal sealed record AccessToken(string Value, TimeSpan Lifetime, ScopeSet Scopes);
