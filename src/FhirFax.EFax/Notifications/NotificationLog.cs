using System.Globalization;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Notifications;

/// <summary><c>GET /notifications</c> (efax-corporate-api.md 8.14).</summary>
internal sealed class NotificationLog(CarrierApi api, EFaxOptions options)
{
    public Task<NotificationLogResult> ReadAsync(CarrierAccount account, DateTimeOffset after, CancellationToken cancellationToken)
    {
        var since = Uri.EscapeDataString(after.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        return api.CallAsync<NotificationLogResult>(
            account,
            options.ReadTimeout,
            () => api.Http.Request(HttpMethod.Get, "notifications?after=" + since),
            ReadAsync,
            static failure => new NotificationLogResult.Unavailable(failure),
            cancellationToken);
    }

    private static async Task<NotificationLogResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, cancellationToken);
        var json = body is { } utf8 ? Tolerant.Parse(utf8) : null;
        if (json is not { ValueKind: JsonValueKind.Array } array)
        {
            return new NotificationLogResult.Unavailable(Failures.Unreadable((int)response.StatusCode));
        }

        var notifications = new List<LoggedNotification>();
        foreach (JsonElement? item in array.EnumerateArray())
        {
            // An entry that names no fax says nothing.
            if (FaxId.Of(item) is { } faxId)
            {
                notifications.Add(new LoggedNotification(
                    faxId, item.Text("fax_direction"), item.Text("sent_status"), item.Timestamp("fax_completed_timestamp")));
            }
        }

        return new NotificationLogResult.Logged(notifications);
    }
}
