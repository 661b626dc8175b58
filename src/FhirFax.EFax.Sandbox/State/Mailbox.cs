namespace FhirFax.EFax.Sandbox.State;

/// <param name="Number">Digits with country code, no plus.</param>
internal sealed record Mailbox(string AppId, string UserId, string Number);
