using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Who asked for which send, until the key expires.</summary>
internal sealed class IdempotencyTable(Session session)
{
    /// <summary>Expired rows removed with each one added, so that the table shrinks faster than it can grow.</summary>
    private const long Removed = 8;

    public IdempotencyRecord? Read(ProjectKey project, string client, string key, DateTimeOffset now)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        using var select = session.Prepare("""
            SELECT fingerprint, communication, created, expires FROM idempotency WHERE project=? AND client=? AND key=? AND expires>?
            """).Bind(projectId).Bind(client).Bind(key).Bind(now.UtcTicks);
        return select.Step()
            ? new IdempotencyRecord(project, client, key, select.Text(0), select.Text(1), Instants.FromTicks(select.Int64(2)), Instants.FromTicks(select.Int64(3)))
            : null;
    }

    public IdempotencyRecord? TryAdd(IdempotencyRecord record, DateTimeOffset now)
    {
        if (Read(record.Project, record.Client, record.Key, now) is { } holder)
        {
            return holder;
        }

        RemoveExpired(now);
        Put(record);
        return null;
    }

    public void Put(IdempotencyRecord record)
    {
        using var insert = session.Prepare("""
            INSERT OR REPLACE INTO idempotency(project, client, key, fingerprint, communication, created, expires) VALUES(?,?,?,?,?,?,?)
            """).Bind(session.Project(record.Project)).Bind(record.Client).Bind(record.Key).Bind(record.Fingerprint).Bind(record.CommunicationId)
            .Bind(record.Created.UtcTicks).Bind(record.Expires.UtcTicks);
        insert.Run();
    }

    private void RemoveExpired(DateTimeOffset now)
    {
        using var delete = session.Prepare("""
            DELETE FROM idempotency WHERE (project, client, key) IN (SELECT project, client, key FROM idempotency WHERE expires<=? ORDER BY expires LIMIT ?)
            """).Bind(now.UtcTicks).Bind(Removed);
        delete.Run();
    }
}
