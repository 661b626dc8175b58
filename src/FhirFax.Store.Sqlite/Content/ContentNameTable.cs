using FhirFax.Store.Content;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Content;

/// <summary>Which content the rows name: current and older versions of resources, and documents of Deliveries.</summary>
internal sealed class ContentNameTable(Session session)
{
    private const string Naming = """
        SELECT content_size FROM resource WHERE project=?1 AND content_hash=?2
        UNION ALL SELECT content_size FROM resource_version WHERE project=?1 AND content_hash=?2
        UNION ALL SELECT size FROM delivery_document WHERE project=?1 AND hash=?2
        LIMIT 1
        """;

    public ContentName? Find(ProjectKey project, ContentHash hash)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        using var select = session.Prepare(Naming).Bind(projectId).Bind(hash.ToString());
        return select.Step() ? new ContentName(select.Int64(0)) : null;
    }

    public IReadOnlyList<ProjectKey> Projects()
    {
        var projects = new List<ProjectKey>();
        using var select = session.Prepare("SELECT tenant, instance FROM project");
        while (select.Step())
        {
            projects.Add(new ProjectKey(select.Text(0), select.Text(1)));
        }

        return projects;
    }
}
