using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Listed inbound faxes, and how far each mailbox's listing is complete.</summary>
internal sealed class InboxTable(Session session)
{
    private const string Columns = "app_id, user_id, carrier_id, project, status, seen, received, details, communication, tries";

    public InboxRecord? Read(MailboxKey mailbox, string carrierId)
    {
        using var select = session.Prepare($"SELECT {Columns} FROM inbox WHERE app_id=? AND user_id=? AND carrier_id=?").Bind(mailbox.AppId).Bind(mailbox.UserId).Bind(carrierId);
        return select.Step() ? Row(select) : null;
    }

    public InboxRecord? OfCommunication(ProjectKey project, string communicationId)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        using var select = session.Prepare($"SELECT {Columns} FROM inbox WHERE project=? AND communication=?").Bind(projectId).Bind(communicationId);
        return select.Step() ? Row(select) : null;
    }

    public IReadOnlyList<InboxRecord> Unsettled(MailboxKey mailbox, int max)
    {
        var found = new List<InboxRecord>();
        using var select = session.Prepare($"SELECT {Columns} FROM inbox WHERE app_id=? AND user_id=? AND status IN (1, 2) ORDER BY seen, carrier_id LIMIT ?")
            .Bind(mailbox.AppId).Bind(mailbox.UserId).Bind((long)max);
        while (select.Step())
        {
            found.Add(Row(select));
        }

        return found;
    }

    public bool TryAdd(InboxRecord record)
    {
        using var insert = session.Prepare($"INSERT INTO inbox({Columns}) VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(app_id, user_id, carrier_id) DO NOTHING")
            .Bind(record.Mailbox.AppId).Bind(record.Mailbox.UserId).Bind(record.CarrierId).Bind(session.Project(record.Project)).Bind((long)record.Status)
            .Bind(record.Seen.UtcTicks).Bind(record.Received?.UtcTicks).Bind(record.Details).Bind(record.CommunicationId).Bind((long)record.Tries);
        return insert.Run() != 0;
    }

    public void Update(InboxRecord record)
    {
        using var update = session.Prepare("""
            UPDATE inbox SET status=?, received=?, details=?, communication=?, tries=? WHERE app_id=? AND user_id=? AND carrier_id=? AND project=?
            """).Bind((long)record.Status).Bind(record.Received?.UtcTicks).Bind(record.Details).Bind(record.CommunicationId).Bind((long)record.Tries)
            .Bind(record.Mailbox.AppId).Bind(record.Mailbox.UserId).Bind(record.CarrierId).Bind(session.Project(record.Project));
        if (update.Run() == 0)
        {
            throw new InvalidOperationException($"There is no inbox entry {record.CarrierId} in this mailbox of project {record.Project}.");
        }
    }

    public DateTimeOffset? Watermark(MailboxKey mailbox)
    {
        using var select = session.Prepare("SELECT instant FROM watermark WHERE app_id=? AND user_id=?").Bind(mailbox.AppId).Bind(mailbox.UserId);
        return select.Step() ? Instants.FromTicks(select.Int64(0)) : null;
    }

    public void SetWatermark(MailboxKey mailbox, DateTimeOffset watermark)
    {
        using var upsert = session.Prepare("""
            INSERT INTO watermark(app_id, user_id, instant) VALUES(?,?,?) ON CONFLICT(app_id, user_id) DO UPDATE SET instant=excluded.instant
            """).Bind(mailbox.AppId).Bind(mailbox.UserId).Bind(watermark.UtcTicks);
        upsert.Run();
    }

    private InboxRecord Row(Statement row) => new()
    {
        Mailbox = new MailboxKey(row.Text(0), row.Text(1)),
        CarrierId = row.Text(2),
        Project = session.ProjectKey(row.Int64(3)),
        Status = (InboxStatus)row.Int32(4),
        Seen = Instants.FromTicks(row.Int64(5)),
        Received = Instants.FromTicks(row.NullableInt64(6)),
        Details = row.Text(7),
        CommunicationId = row.NullableText(8),
        Tries = row.Int32(9),
    };
}
