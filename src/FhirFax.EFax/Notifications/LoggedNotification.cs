namespace FhirFax.EFax.Notifications;

/// <summary>One delivery of a webhook as eFax logs it (efax-corporate-api.md 8.14).</summary>
/// <param name="FaxId">The fax it was about.</param>
/// <param name="Direction">As given, such as <c>OUTBOUND</c>; null when missing.</param>
/// <param name="SentStatus">As given, such as <c>failed</c>; null when missing.</param>
/// <param name="Completed">When the fax was complete; null when missing or unreadable.</param>
public sealed record LoggedNotification(string FaxId, string? Direction, string? SentStatus, DateTimeOffset? Completed);
