using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.State;
using Microsoft.Data.Sqlite;

namespace FhirFax.EFax.Sandbox.Webhooks;

/// <summary>The webhooks and what was, and will be, sent to them (efax-corporate-api.md 10): once for each received fax and for each final state of a sent one.</summary>
internal static class NotificationTable
{
    private const string Columns = "seq, notify_id, app_id, user_id, fax_id, direction, completed, url, tries, sent_status";

    public static void SetWebhook(StateSession session, Webhook webhook) => session.Execute(
        """
        INSERT INTO webhook (app_id, direction, url, secret) VALUES ($app, $direction, $url, $secret)
        ON CONFLICT (app_id, direction) DO UPDATE SET url = excluded.url, secret = excluded.secret
        """,
        ("$app", webhook.AppId), ("$direction", webhook.Direction), ("$url", webhook.Url), ("$secret", webhook.Secret));

    public static int ClearWebhooks(StateSession session) => session.Execute("DELETE FROM webhook");

    /// <summary>Null when nobody is notified.</summary>
    public static Webhook? WebhookOf(StateSession session, string appId, string direction) => session.Query(
        "SELECT app_id, direction, url, secret FROM webhook WHERE app_id = $app AND direction = $direction",
        static row => new Webhook(row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)),
        ("$app", appId), ("$direction", direction)).FirstOrDefault();

    /// <summary>Lays out, when a fax is taken in or its course changes, the notification of its end.</summary>
    public static void Plan(StateSession session, FaxRecord fax)
    {
        Withdraw(session, fax.FaxId);
        var end = fax.Phases[^1];
        var hasEnd = fax.Direction == FaxRecord.Inbound || TransmissionStatus.IsFinal(end.Status);
        if (!hasEnd || WebhookOf(session, fax.AppId, fax.Direction) is not { } webhook)
        {
            return;
        }

        session.Execute(
            """
            INSERT INTO notification (notify_id, app_id, user_id, fax_id, direction, completed, url, due, tries, sent_status)
            VALUES ($id, $app, $user, $fax, $direction, $completed, $url, $completed, 0, $queued)
            """,
            ("$id", Guid.NewGuid().ToString()), ("$app", fax.AppId), ("$user", fax.UserId), ("$fax", fax.FaxId), ("$direction", fax.Direction),
            ("$completed", end.At.ToUnixTimeMilliseconds()), ("$url", webhook.Url), ("$queued", Notification.Queued));
    }

    /// <summary>Forgets what was not sent yet.</summary>
    public static void Withdraw(StateSession session, string faxId) => session.Execute(
        "DELETE FROM notification WHERE fax_id = $fax AND sent_status = $queued", ("$fax", faxId), ("$queued", Notification.Queued));

    /// <summary>What is to be sent by now, oldest first.</summary>
    public static List<Notification> Due(StateSession session, DateTimeOffset now, int most) => session.Query(
        $"SELECT {Columns} FROM notification WHERE sent_status = $queued AND due <= $now ORDER BY due, seq LIMIT $most",
        Read, ("$queued", Notification.Queued), ("$now", now.ToUnixTimeMilliseconds()), ("$most", most));

    /// <summary>Notes what became of a try.</summary>
    /// <param name="next">When it is tried again, while it stays queued.</param>
    public static void Tried(StateSession session, Notification notification, string sentStatus, DateTimeOffset next) => session.Execute(
        "UPDATE notification SET tries = tries + 1, sent_status = $status, due = $due WHERE seq = $seq",
        ("$status", sentStatus), ("$due", next.ToUnixTimeMilliseconds()), ("$seq", notification.Seq));

    /// <summary>An App's log, of faxes that are complete by <paramref name="now"/>, in order.</summary>
    public static List<Notification> Log(StateSession session, string appId, DateTimeOffset now) => session.Query(
        $"SELECT {Columns} FROM notification WHERE app_id = $app AND completed <= $now ORDER BY seq", Read, ("$app", appId), ("$now", now.ToUnixTimeMilliseconds()));

    private static Notification Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.GetString(7), row.GetInt32(8), row.GetString(9));
}
