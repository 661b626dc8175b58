using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Which other resources a fax row was read from.</summary>
internal sealed class FaxSourceTable(Session session)
{
    /// <summary>Earlier programs found a row's sources by an index of this table; now the row names them.</summary>
    public static void MoveToRows(Connection connection)
    {
        using (var column = connection.Prepare("SELECT 1 FROM pragma_table_info('fax') WHERE name='sources'"))
        {
            if (column.Step())
            {
                return;
            }
        }

        connection.Execute("ALTER TABLE fax ADD COLUMN sources TEXT");
        connection.Execute("CREATE INDEX IF NOT EXISTS fax_source_resource ON fax_source(resource)");
        connection.Execute("UPDATE fax SET sources = (SELECT group_concat(s.type || '/' || s.id, ' ') FROM fax_source s INDEXED BY fax_source_resource WHERE s.resource = fax.resource)");
        connection.Execute("DROP INDEX fax_source_resource");
    }

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

    /// <summary>Puts what a row is read from now in place of what it was read from before.</summary>
    public void Replace(ProjectKey project, long resource, IReadOnlyList<ResourceKey> before, IReadOnlyList<ResourceKey> after)
    {
        foreach (var source in before)
        {
            if (!after.Contains(source))
            {
                Run("DELETE FROM fax_source WHERE project=? AND type=? AND id=? AND resource=?", project, source, resource);
            }
        }

        foreach (var source in after)
        {
            if (!before.Contains(source))
            {
                Run("INSERT OR IGNORE INTO fax_source(project, type, id, resource) VALUES(?,?,?,?)", project, source, resource);
            }
        }
    }

    public void Clear() => session.Connection.Execute("DELETE FROM fax_source");

    private void Run(string sql, ProjectKey project, ResourceKey source, long resource)
    {
        using var statement = session.Prepare(sql).Bind(session.Project(project)).Bind(source.Type).Bind(source.Id).Bind(resource);
        statement.Run();
    }
}
