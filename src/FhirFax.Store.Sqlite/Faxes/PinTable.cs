using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Which Binary resources a fax is made of, so that they outlive its sending.</summary>
internal sealed class PinTable(Session session)
{
    /// <summary>Statuses that are not terminal: queued, submitting, unknown, in progress.</summary>
    private const string Pinning = """
        SELECT p.communication FROM pin p WHERE p.project=? AND p.type=? AND p.id=? AND (
            EXISTS (SELECT 1 FROM delivery d WHERE d.project = p.project AND d.communication = p.communication AND d.status IN (1, 2, 3, 4))
            OR EXISTS (SELECT 1 FROM inbox i WHERE i.project = p.project AND i.communication = p.communication))
        ORDER BY p.communication
        """;

    public IReadOnlyList<ResourceKey> Of(ProjectKey project, ResourceKey binary)
    {
        var found = new List<ResourceKey>();
        if (session.FindProject(project) is not { } projectId)
        {
            return found;
        }

        using var select = session.Prepare(Pinning).Bind(projectId).Bind(binary.Type).Bind(binary.Id);
        while (select.Step())
        {
            found.Add(new ResourceKey("Communication", select.Text(0)));
        }

        return found;
    }

    /// <summary>Replaces what was recorded for the Communication before.</summary>
    public void Set(ProjectKey project, string communicationId, IReadOnlyList<ResourceKey> binaries)
    {
        var projectId = session.Project(project);
        using (var delete = session.Prepare("DELETE FROM pin WHERE project=? AND communication=?").Bind(projectId).Bind(communicationId))
        {
            delete.Run();
        }

        foreach (var binary in binaries)
        {
            using var insert = session.Prepare("INSERT OR IGNORE INTO pin(project, communication, type, id) VALUES(?,?,?,?)")
                .Bind(projectId).Bind(communicationId).Bind(binary.Type).Bind(binary.Id);
            insert.Run();
        }
    }
}
