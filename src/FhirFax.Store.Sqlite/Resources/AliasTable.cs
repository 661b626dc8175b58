using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Faxes;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The UUIDs by which resources with other ids are found.</summary>
internal sealed class AliasTable(Session session)
{
    public ResourceKey? Find(ProjectKey project, string type, Guid alias)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        using var select = session.Prepare("SELECT target FROM alias WHERE project=? AND id=? AND type=?").Bind(projectId).Bind(FaxColumns.Id(alias).AsSpan()).Bind(type);
        return select.Step() ? new ResourceKey(type, select.Text(0)) : null;
    }

    public void Add(ProjectKey project, Guid alias, ResourceKey key)
    {
        using var insert = session.Prepare("INSERT OR IGNORE INTO alias(project, id, type, target) VALUES(?,?,?,?)")
            .Bind(session.Project(project)).Bind(FaxColumns.Id(alias).AsSpan()).Bind(key.Type).Bind(key.Id);
        insert.Run();
    }
}
