using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Http;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Webhooks;

/// <summary><c>GET /notifications</c> (efax-corporate-api.md 8.14): the App's log of webhook deliveries, filtered by query, paged by header.</summary>
internal sealed class NotificationApi(SandboxClock clock)
{
    private const int MostEntries = 100;

    public IEnumerable<ApiRoute> Routes => [new(HttpMethods.Get, "/notifications", Access.Mailbox, BodyKind.None, Log)];

    private Answer Log(Call call, StateSession session)
    {
        if (!TryTime(call, "after", out var after) || !TryTime(call, "before", out var before))
        {
            return Errors.BadRequest("after", "Please supply a valid time.", "after and before must be timestamps");
        }

        var limit = int.TryParse(call.Http.Request.Headers["pagination-limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : MostEntries;
        var offset = call.Http.Request.Headers["pagination-offset-id"].ToString();
        var (sentStatus, direction) = (call.Query("sent_status"), call.Query("fax_direction"));
        var entries = NotificationTable.Log(session, call.Mailbox!.AppId, clock.Now)
            .SkipWhile(entry => offset.Length > 0 && entry.NotifyId != offset)
            .Where(entry => entry.NotifyId != offset
                && Is(entry.SentStatus, sentStatus) && Is(entry.Direction, direction) && !(entry.Completed < after) && !(entry.Completed > before));
        return new Answer(StatusCodes.Status200OK, new JsonArray([.. entries.Take(Math.Clamp(limit, 1, MostEntries)).Select(Entry)]));
    }

    private static bool Is(string value, string? wanted) => wanted is null || value.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static bool TryTime(Call call, string name, out DateTimeOffset? time)
    {
        time = null;
        if (call.Query(name) is not { } text)
        {
            return true;
        }

        var isRead = Timestamps.TryRead(text, out var value);
        time = isRead ? value : null;
        return isRead;
    }

    private static JsonObject Entry(Notification entry) => new()
    {
        ["app_id"] = entry.AppId,
        ["user_id"] = entry.UserId,
        ["fax_id"] = entry.FaxId,
        ["notify_id"] = entry.NotifyId,
        ["fax_direction"] = entry.Direction,
        ["fax_completed_timestamp"] = entry.Completed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["notify_type"] = "WEBHOOK",
        ["notify_destination"] = entry.Url,
        ["sent_status"] = entry.SentStatus,
    };
}
