namespace FhirFax.Server.Authentication.Tokens;

/// <summary>A token as it is answered by the token endpoints.</summary>
/// <param name="Expires">The end of its lifetime, in whole seconds.</param>
internal sealed record AccessToken(string Value, TimeSpan Lifetime, DateTimeOffset Expires, ScopeSet Scopes);
