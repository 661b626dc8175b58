using System.Text.Json;
using FhirFax.EFax.Sandbox.Api;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Webhooks;
using Microsoft.Data.Sqlite;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>The accepted and received faxes.</summary>
internal static class FaxTable
{
    /// <summary>A state file of an earlier version gets the column by which lists are narrowed.</summary>
    public static void AddCompleted(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_info('fax') WHERE name = 'completed'";
        if ((long)command.ExecuteScalar()! > 0)
        {
            return;
        }

        using var session = new StateSession(connection);
        session.Commit(static session =>
        {
            session.Execute("ALTER TABLE fax ADD COLUMN completed INTEGER");
            foreach (var fax in session.Query("SELECT record FROM fax", Read))
            {
                Update(session, fax);
            }

            return true;
        });
    }

    public static void Add(StateSession session, FaxRecord fax)
    {
        Insert(session, fax);
        NotificationTable.Plan(session, fax);
    }

    public static void Update(StateSession session, FaxRecord fax) => session.Execute(
        "UPDATE fax SET downloaded = $downloaded, visible_from = $visible, record = $record, completed = $completed WHERE fax_id = $id",
        ("$id", fax.FaxId), ("$downloaded", fax.ImageDownloaded ? 1 : 0),
        ("$visible", fax.Phases[0].At.ToUnixTimeMilliseconds()), ("$record", Write(fax)), ("$completed", End(fax)));

    public static void Delete(StateSession session, string faxId)
    {
        NotificationTable.Withdraw(session, faxId);
        session.Execute("DELETE FROM fax WHERE fax_id = $id", ("$id", faxId));
    }

    /// <summary>The fax when it exists and has arrived by <paramref name="now"/>.</summary>
    public static FaxRecord? Find(StateSession session, string faxId, DateTimeOffset now) => session.Query(
        "SELECT record FROM fax WHERE fax_id = $id AND visible_from <= $now", Read,
        ("$id", faxId.ToLowerInvariant()), ("$now", now.ToUnixTimeMilliseconds())).FirstOrDefault();

    /// <summary>What a mailbox shows, newest first.</summary>
    /// <param name="limit">How many at most; null: all, whatever <paramref name="offset"/> is.</param>
    public static List<FaxRecord> List(
        StateSession session, Mailbox mailbox, string direction, DateTimeOffset now, ListFilter filter, int offset, int? limit)
    {
        // Only the conditions that are asked for, so that each combination runs on the index that suits it.
        var sql = "SELECT record FROM fax WHERE user_id = $user AND app_id = $app AND direction = $direction AND visible_from <= $now"
            + (filter.TransactionId is null ? "" : " AND transaction_id = $transaction")
            + (filter.IsDownloaded is null ? "" : " AND downloaded = $downloaded")
            + (filter.Since is null ? "" : " AND completed >= $since AND completed <= $now")
            + (filter.Until is null ? "" : " AND completed <= $until AND completed <= $now")
            + " ORDER BY visible_from DESC, seq DESC LIMIT $limit OFFSET $offset";
        return session.Query(
            sql, Read, ("$user", mailbox.UserId), ("$app", mailbox.AppId), ("$direction", direction), ("$now", now.ToUnixTimeMilliseconds()),
            ("$transaction", filter.TransactionId), ("$downloaded", filter.IsDownloaded is { } flag ? (flag ? 1 : 0) : null),
            ("$since", Ceiling(filter.Since)), ("$until", filter.Until?.ToUnixTimeMilliseconds()), ("$limit", limit ?? -1), ("$offset", limit is null ? 0 : offset));
    }

    /// <summary>Every fax of one direction in order of arrival, whosever it is.</summary>
    public static List<FaxRecord> All(StateSession session, string direction) => session.Query(
        "SELECT record FROM fax WHERE direction = $direction ORDER BY seq", Read, ("$direction", direction));

    private static void Insert(StateSession session, FaxRecord fax) => session.Execute(
        """
        INSERT INTO fax (fax_id, app_id, user_id, direction, transaction_id, downloaded, visible_from, record, completed)
        VALUES ($id, $app, $user, $direction, $transaction, $downloaded, $visible, $record, $completed)
        """,
        ("$id", fax.FaxId), ("$app", fax.AppId), ("$user", fax.UserId), ("$direction", fax.Direction), ("$transaction", fax.TransactionId),
        ("$downloaded", fax.ImageDownloaded ? 1 : 0), ("$visible", fax.Phases[0].At.ToUnixTimeMilliseconds()), ("$record", Write(fax)),
        ("$completed", End(fax)));

    /// <summary>When it will have ended, in the milliseconds of the table; null when it never does.</summary>
    private static long? End(FaxRecord fax) =>
        fax.Direction == FaxRecord.Inbound || TransmissionStatus.IsFinal(fax.Phases[^1].Status) ? fax.Phases[^1].At.ToUnixTimeMilliseconds() : null;

    /// <summary>A time between two milliseconds is after the earlier one.</summary>
    private static long? Ceiling(DateTimeOffset? time) => time?.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();

    private static string Write(FaxRecord fax) => JsonSerializer.Serialize(fax);

    private static FaxRecord Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize<FaxRecord>(row.GetString(0)) ?? throw new InvalidDataException("A fax in the sandbox state is empty.");
}
