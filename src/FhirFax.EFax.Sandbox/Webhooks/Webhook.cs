namespace FhirFax.EFax.Sandbox.Webhooks;

/// <summary>Where an App's faxes of one direction are notified to.</summary>
/// <param name="Direction"><c>INBOUND</c> or <c>OUTBOUND</c>.</param>
/// <param name="Secret">Signs the body; null: it is not signed.</param>
internal sealed record Webhook(string AppId, string Direction, string Url, string? Secret);
