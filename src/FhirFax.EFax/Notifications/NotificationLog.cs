using System.Globalization;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Notifications;

/// <summary><c>GET /notifications</c> (efax-corporate-api.md 8.14). How it is paged is not published, so a log is as long as the service makes one answer.</summary>
internal sealed class NotificationLog(CarrierApi api, EFaxOptions options)
{
    public Task<NotificationLogResult> ReadAsync(CarrierAccount account, NotificationLogQuery query, CancellationToken cancellationToken)
    {
        var path = "notifications" + Filter(query);
        return api.CallAsync<NotificationLogResult>(
            account,
            options.ReadTimeout,
            () => api.Http.Request(HttpMethod.Get, path),
            ReadAsync,
            static failure => new NotificationLogResult.Unavailable(failure),
            cancellationToken);
    }

    private static string Filter(NotificationLogQuery query)
    {
        var filters = new List<string>();
        Add("after", Text(query.After));
        Add("before", Text(query.Before));
        Add("sent_status", query.SentStatus);
        Add("fax_direction", query.FaxDirection);
        return filters.Count == 0 ? "" : "?" + string.Join('&', filters);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                filters.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    private static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static async Task<NotificationLogResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, cancellationToken);
        if (body is { Length: 0 })
        {
            return new NotificationLogResult.Logged([]);
        }

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
