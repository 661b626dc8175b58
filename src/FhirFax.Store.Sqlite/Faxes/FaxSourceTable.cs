using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Which other resources a fax row was read from.</summary>
internal sealed class FaxSourceTable(Session session)
{
    /// <summary>The Communications whose rows were read from this resource.</summary>
    public List<string> Dependent(ProjectKey project, ResourceKey source)
    {
        var dependent = new List<string>();
        if (session.FindProject(project) is not { } projectId)
        {
            return dependent;
        }

        using var select = session.Prepare("SELECT r.id FROM fax_source s JOIN resource r ON r.seq = s.resource WHERE s.project=? AND s.type=? AND s.id=?")
            .Bind(projectId).Bind(source.Type).Bind(source.Id);
        while (select.Step())
        {
            dependent.Add(select.Text(0));
        }

        return dependent;
    }

    public void Set(ProjectKey project, long resource, IReadOnlyList<ResourceKey> sources)
    {
        if (IsSame(resource, sources))
        {
            return;
        }

        using (var delete = session.Prepare("DELETE FROM fax_source WHERE resource=?").Bind(resource))
        {
            delete.Run();
        }

        Add(project, resource, sources);
    }

    /// <summary>Of a row that has none yet.</summary>
    public void Add(ProjectKey project, long resource, IReadOnlyList<ResourceKey> sources)
    {
        foreach (var source in sources)
        {
            using var insert = session.Prepare("INSERT OR IGNORE INTO fax_source(project, type, id, resource) VALUES(?,?,?,?)")
                .Bind(session.Project(project)).Bind(source.Type).Bind(source.Id).Bind(resource);
            insert.Run();
        }
    }

    public void Clear() => session.Connection.Execute("DELETE FROM fax_source");

    private bool IsSame(long resource, IReadOnlyList<ResourceKey> sources)
    {
        var known = 0;
        using var select = session.Prepare("SELECT type, id FROM fax_source WHERE resource=?").Bind(resource);
        while (select.Step())
        {
            known++;
            if (!sources.Contains(new ResourceKey(select.Text(0), select.Text(1))))
            {
                return false;
            }
        }

        return known == sources.Count;
    }
}
