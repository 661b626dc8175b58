using System.Text.Json;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Webhooks;
using Microsoft.Data.Sqlite;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>The accepted and received faxes.</summary>
internal static class FaxTable
{
    public static void Add(StateSession session, FaxRecord fax)
    {
        Insert(session, fax);
        NotificationTable.Plan(session, fax);
    }

    public static void Update(StateSession session, FaxRecord fax) => session.Execute(
        "UPDATE fax SET downloaded = $downloaded, visible_from = $visible, record = $record WHERE fax_id = $id",
        ("$id", fax.FaxId), ("$downloaded", fax.ImageDownloaded ? 1 : 0),
        ("$visible", fax.Phases[0].At.ToUnixTimeMilliseconds()), ("$record", Write(fax)));

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
    /// <param name="transactionId">Only faxes with this one; null: all.</param>
    /// <param name="downloaded">Only faxes with this flag; null: all.</param>
    public static List<FaxRecord> List(
        StateSession session, Mailbox mailbox, string direction, DateTimeOffset now, string? transactionId, bool? downloaded) => session.Query(
        """
        SELECT record FROM fax
        WHERE user_id = $user AND app_id = $app AND direction = $direction AND visible_from <= $now
            AND ($transaction IS NULL OR transaction_id = $transaction) AND ($downloaded IS NULL OR downloaded = $downloaded)
        ORDER BY visible_from DESC, seq DESC
        """,
        Read, ("$user", mailbox.UserId), ("$app", mailbox.AppId), ("$direction", direction), ("$now", now.ToUnixTimeMilliseconds()),
        ("$transaction", transactionId), ("$downloaded", downloaded is { } flag ? (flag ? 1 : 0) : null));

    /// <summary>Every fax of one direction in order of arrival, whosever it is.</summary>
    public static List<FaxRecord> All(StateSession session, string direction) => session.Query(
        "SELECT record FROM fax WHERE direction = $direction ORDER BY seq", Read, ("$direction", direction));

    private static void Insert(StateSession session, FaxRecord fax) => session.Execute(
        """
        INSERT INTO fax (fax_id, app_id, user_id, direction, transaction_id, downloaded, visible_from, record)
        VALUES ($id, $app, $user, $direction, $transaction, $downloaded, $visible, $record)
        """,
        ("$id", fax.FaxId), ("$app", fax.AppId), ("$user", fax.UserId), ("$direction", fax.Direction), ("$transaction", fax.TransactionId),
        ("$downloaded", fax.ImageDownloaded ? 1 : 0), ("$visible", fax.Phases[0].At.ToUnixTimeMilliseconds()), ("$record", Write(fax)));

    private static string Write(FaxRecord fax) => JsonSerializer.Serialize(fax);

    private static FaxRecord Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize<FaxRecord>(row.GetString(0)) ?? throw new InvalidDataException("A fax in the sandbox state is empty.");
}
