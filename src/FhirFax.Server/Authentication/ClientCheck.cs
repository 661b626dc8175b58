namespace FhirFax.Server.Authentication;

/// <summary>What a client id and secret are worth.</summary>
/// <param name="Client">Null when they are wrong, or were not looked at.</param>
/// <param name="RetryAfter">Too many were wrong before: they were not looked at, and are not until then.</param>
internal readonly record struct ClientCheck(ClientRegistration? Client, TimeSpan? RetryAfter = null);
