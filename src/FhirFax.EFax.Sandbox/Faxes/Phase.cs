namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>One step of an outbound fax: from when on it is in which state (efax-corporate-api.md 9.1).</summary>
/// <param name="Attempt">The dialling attempt it belongs to, from 1; 0 before the first.</param>
/// <param name="ErrorCode">In a final or retried state, the code of 9.3.</param>
internal sealed record Phase(DateTimeOffset At, string Status, int Attempt, string? ErrorCode = null);
