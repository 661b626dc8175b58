namespace FhirFax.EFax.Notifications;

/// <summary>Which entries of the webhook log (efax-corporate-api.md 8.14); what is null filters nothing.</summary>
public sealed record NotificationLogQuery
{
    /// <summary>By the service's clock.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>By the service's clock.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary><c>successful</c>, <c>failed</c> or <c>queued</c>.</summary>
    public string? SentStatus { get; init; }

    /// <summary><c>inbound</c> or <c>outbound</c>.</summary>
    public string? FaxDirection { get; init; }
}
