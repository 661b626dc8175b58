using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Notifications;

/// <summary>The answer to a question for the webhook log.</summary>
public abstract record NotificationLogResult
{
    public sealed record Logged(IReadOnlyList<LoggedNotification> Notifications) : NotificationLogResult;

    public sealed record Unavailable(CarrierFailure Failure) : NotificationLogResult;
}
