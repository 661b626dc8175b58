namespace FhirFax.EFax.Sandbox.Webhooks;

/// <summary>One notification, as the log shows it (efax-corporate-api.md 8.14).</summary>
/// <param name="Completed">When the fax was complete; before, there is nothing to notify of.</param>
/// <param name="Tries">Deliveries that were tried.</param>
internal sealed record Notification(
    long Seq, string NotifyId, string AppId, string UserId, string FaxId, string Direction, DateTimeOffset Completed, string Url, int Tries, string SentStatus)
{
    public const string Queued = "queued";
    public const string Successful = "successful";
    public const string Failed = "failed";
}
