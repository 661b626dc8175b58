namespace FhirFax.Server.Authentication;

/// <summary>Who sends a request, or why nobody is believed to.</summary>
/// <param name="Principal">Null when the request is refused.</param>
/// <param name="RetryAfter">Too many requests, or too many wrong secrets: 429 until then. Null: 401.</param>
/// <param name="IsExpired">The bearer token is ours, but over.</param>
internal readonly record struct AuthenticationResult(Principal? Principal, TimeSpan? RetryAfter = null, bool IsExpired = false);
