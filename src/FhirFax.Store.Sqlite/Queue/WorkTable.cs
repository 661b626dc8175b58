using FhirFax.Store.Queue;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Queue;

/// <summary>The work queue. A lease is a random token: who shows the present one holds the entry, whatever the clock says.</summary>
internal sealed class WorkTable(Session session)
{
    public bool HasReady(WorkKind kind, DateTimeOffset now)
    {
        using var select = session.Prepare("SELECT 1 FROM work WHERE kind=? AND ready<=? LIMIT 1").Bind((long)kind).Bind(now.UtcTicks);
        return select.Step();
    }

    public IReadOnlyList<WorkItem> Claim(WorkKind kind, DateTimeOffset now, TimeSpan lease, int max)
    {
        var token = Guid.NewGuid().ToString("N");
        var claimed = new List<WorkItem>();
        using (var select = session.Prepare("SELECT project, subject, due, tries FROM work WHERE kind=? AND due<=? AND ready<=? ORDER BY due LIMIT ?"))
        {
            select.Bind((long)kind).Bind(now.UtcTicks).Bind(now.UtcTicks).Bind((long)max);
            while (select.Step())
            {
                claimed.Add(new WorkItem(session.ProjectKey(select.Int64(0)), kind, select.Text(1), Instants.FromTicks(select.Int64(2)), select.Int32(3) + 1, token));
            }
        }

        foreach (var item in claimed)
        {
            using var update = session.Prepare("UPDATE work SET lease=?, ready=?, tries=tries+1 WHERE project=? AND kind=? AND subject=?")
                .Bind(token).Bind((now + lease).UtcTicks).Bind(session.Project(item.Project)).Bind((long)kind).Bind(item.Subject);
            update.Run();
        }

        return claimed;
    }

    public DateTimeOffset? NextReady(WorkKind kind)
    {
        using var select = session.Prepare("SELECT ready FROM work WHERE kind=? ORDER BY ready LIMIT 1").Bind((long)kind);
        return select.Step() ? Instants.FromTicks(select.Int64(0)) : null;
    }

    /// <summary>The kinds of which some entry was freed.</summary>
    public IReadOnlyList<WorkKind> ReleaseLeases()
    {
        var kinds = new List<WorkKind>();
        using (var select = session.Prepare("SELECT DISTINCT kind FROM work WHERE lease IS NOT NULL"))
        {
            while (select.Step())
            {
                kinds.Add((WorkKind)select.Int32(0));
            }
        }

        using var update = session.Prepare("UPDATE work SET lease=NULL, ready=due WHERE lease IS NOT NULL");
        update.Run();
        return kinds;
    }

    public void Enqueue(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt)
    {
        using var upsert = session.Prepare("""
            INSERT INTO work(project, kind, subject, due, ready, lease, tries) VALUES(?,?,?,?,?,NULL,0)
            ON CONFLICT(project, kind, subject) DO UPDATE SET due=excluded.due, ready=excluded.due, lease=NULL
            """).Bind(session.Project(project)).Bind((long)kind).Bind(subject).Bind(dueAt.UtcTicks).Bind(dueAt.UtcTicks);
        upsert.Run();
    }

    public WorkItem EnqueueClaimed(ProjectKey project, WorkKind kind, string subject, DateTimeOffset now, TimeSpan lease)
    {
        var item = new WorkItem(project, kind, subject, now, 1, Guid.NewGuid().ToString("N"));
        using var upsert = session.Prepare("""
            INSERT INTO work(project, kind, subject, due, ready, lease, tries) VALUES(?,?,?,?,?,?,1)
            ON CONFLICT(project, kind, subject) DO UPDATE SET due=excluded.due, ready=excluded.ready, lease=excluded.lease, tries=1
            """).Bind(session.Project(project)).Bind((long)kind).Bind(subject).Bind(now.UtcTicks).Bind((now + lease).UtcTicks).Bind(item.Lease);
        upsert.Run();
        return item;
    }

    /// <summary>False when nothing changed.</summary>
    public bool Nudge(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt)
    {
        using var update = session.Prepare("UPDATE work SET due=?, ready=? WHERE project=? AND kind=? AND subject=? AND lease IS NULL AND due>?")
            .Bind(dueAt.UtcTicks).Bind(dueAt.UtcTicks).Bind(session.Project(project)).Bind((long)kind).Bind(subject).Bind(dueAt.UtcTicks);
        return update.Run() != 0;
    }

    public bool Complete(WorkItem item)
    {
        using var delete = session.Prepare("DELETE FROM work WHERE project=? AND kind=? AND subject=? AND lease=?")
            .Bind(session.Project(item.Project)).Bind((long)item.Kind).Bind(item.Subject).Bind(item.Lease);
        return delete.Run() != 0;
    }

    public bool Reschedule(WorkItem item, DateTimeOffset dueAt)
    {
        using var update = session.Prepare("UPDATE work SET due=?, ready=?, lease=NULL WHERE project=? AND kind=? AND subject=? AND lease=?")
            .Bind(dueAt.UtcTicks).Bind(dueAt.UtcTicks).Bind(session.Project(item.Project)).Bind((long)item.Kind).Bind(item.Subject).Bind(item.Lease);
        return update.Run() != 0;
    }
}
