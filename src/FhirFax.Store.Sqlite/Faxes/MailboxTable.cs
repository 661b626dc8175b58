using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Which project each carrier mailbox belongs to; the one table that spans projects.</summary>
internal sealed class MailboxTable(Session session)
{
    public ProjectKey? Owner(MailboxKey mailbox)
    {
        using var select = session.Prepare("SELECT project FROM mailbox WHERE app_id=? AND user_id=?").Bind(mailbox.AppId).Bind(mailbox.UserId);
        return select.Step() ? session.ProjectKey(select.Int64(0)) : null;
    }

    public IReadOnlyList<MailboxKey> OfProject(ProjectKey project)
    {
        var found = new List<MailboxKey>();
        if (session.FindProject(project) is not { } projectId)
        {
            return found;
        }

        using var select = session.Prepare("SELECT app_id, user_id FROM mailbox WHERE project=? ORDER BY app_id, user_id").Bind(projectId);
        while (select.Step())
        {
            found.Add(new MailboxKey(select.Text(0), select.Text(1)));
        }

        return found;
    }

    public ClaimOutcome Claim(MailboxKey mailbox, ProjectKey project)
    {
        using (var insert = session.Prepare("INSERT INTO mailbox(app_id, user_id, project) VALUES(?,?,?) ON CONFLICT(app_id, user_id) DO NOTHING")
            .Bind(mailbox.AppId).Bind(mailbox.UserId).Bind(session.Project(project)))
        {
            insert.Run();
        }

        return Owner(mailbox) == project ? ClaimOutcome.Ours : ClaimOutcome.Taken;
    }

    public void Release(MailboxKey mailbox, ProjectKey project)
    {
        if (session.FindProject(project) is { } projectId)
        {
            using var delete = session.Prepare("DELETE FROM mailbox WHERE app_id=? AND user_id=? AND project=?").Bind(mailbox.AppId).Bind(mailbox.UserId).Bind(projectId);
            delete.Run();
        }
    }
}
