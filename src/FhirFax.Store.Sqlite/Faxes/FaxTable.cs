using System.Text;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>The rows of faxes, each under the row of its Communication, with how many there are.</summary>
internal sealed class FaxTable(Session session, ResourceTable resources)
{
    private const string Communication = "Communication";
    private static readonly string SelectRow = $"SELECT {FaxColumns.All} FROM fax WHERE resource=?";
    private static readonly string InsertRow =
        $"INSERT INTO fax(resource, project, {FaxColumns.All}) VALUES(?,?{string.Concat(Enumerable.Repeat(",?", FaxColumns.Names.Length))})";

    private readonly FaxCounts _counts = new(session);

    public ListedFax? Find(ProjectKey project, Guid id)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        using var select = session.Prepare("SELECT resource FROM fax WHERE project=? AND id=?").Bind(projectId).Bind(FaxColumns.Id(id).AsSpan());
        return select.Step() ? Listed(select.Int64(0)) : null;
    }

    public ListedFax? Of(ProjectKey project, string communicationId) =>
        Resource(project, communicationId) is { } resource && Row(resource) is { } row ? new ListedFax(row, resources.ReadRow(resource, Communication)) : null;

    public FaxListPage<T> Page<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return new FaxListPage<T>([], 0);
        }

        var total = _counts.Total(projectId);
        var faxes = new List<T>();
        foreach (var resource in new FaxOrder(session, projectId, query.Sort, query.IsDescending).Slice(total, _counts.Valued(projectId, query.Sort), query.Offset, query.Count))
        {
            faxes.Add(show(Listed(resource)));
        }

        return new FaxListPage<T>(faxes, total);
    }

    /// <summary>The row of the Communication's row; null when there is none.</summary>
    public long? Resource(ProjectKey project, string communicationId)
    {
        if (session.FindProject(project) is not { } projectId || session.FindType(Communication) is not { } typeId)
        {
            return null;
        }

        using var select = session.Prepare("SELECT seq FROM resource WHERE project=? AND type=? AND id=?").Bind(projectId).Bind(typeId).Bind(communicationId);
        return select.Step() ? select.Int64(0) : null;
    }

    public FaxRow? Row(long resource)
    {
        using var select = session.Prepare(SelectRow).Bind(resource);
        return select.Step() ? FaxColumns.Read(select, 0) : null;
    }

    /// <summary>Puts the row in place of what was there; null removes it.</summary>
    public void Write(ProjectKey project, long resource, FaxRow? before, FaxRow? after)
    {
        var projectId = session.Project(project);
        switch (before, after)
        {
            case (null, null):
                return;
            case (null, not null):
                Insert(projectId, resource, after);
                break;
            case (not null, null):
                using (var delete = session.Prepare("DELETE FROM fax WHERE resource=?").Bind(resource))
                {
                    delete.Run();
                }

                break;
            default:
                Update(resource, before, after);
                break;
        }

        _counts.Change(projectId, before, after);
    }

    /// <summary>Forgets every row of every project.</summary>
    public void Clear()
    {
        session.Connection.Execute("DELETE FROM fax");
        session.Connection.Execute("DELETE FROM fax_count");
    }

    /// <summary>When the first version of the resource was stored.</summary>
    public DateTimeOffset Created(long resource)
    {
        using var select = session.Prepare("""
            SELECT coalesce((SELECT updated FROM resource_version WHERE seq=r.seq AND version=1), r.updated) FROM resource r WHERE r.seq=?
            """).Bind(resource);
        return select.Step() ? Instants.FromMicroseconds(select.Int64(0)) : throw new StoreUnavailableException($"The data is damaged: row {resource} does not exist.");
    }

    private ListedFax Listed(long resource) =>
        new(Row(resource) ?? throw new StoreUnavailableException($"The data is damaged: fax {resource} has no row."), resources.ReadRow(resource, Communication));

    private void Insert(long project, long resource, FaxRow row)
    {
        using var insert = session.Prepare(InsertRow).Bind(resource).Bind(project);
        foreach (var value in FaxColumns.Values(row))
        {
            insert.BindValue(value);
        }

        insert.Run();
    }

    /// <summary>Names the changed columns only: the indexes of the others are not touched.</summary>
    private void Update(long resource, FaxRow before, FaxRow after)
    {
        var (old, now) = (FaxColumns.Values(before), FaxColumns.Values(after));
        var changed = new List<object?>(now.Length);
        var sql = new StringBuilder("UPDATE fax SET ");
        for (var i = 0; i < now.Length; i++)
        {
            if (!FaxColumns.AreEqual(old[i], now[i]))
            {
                sql.Append(changed.Count == 0 ? "" : ", ").Append(FaxColumns.Names[i]).Append("=?");
                changed.Add(now[i]);
            }
        }

        if (changed.Count == 0)
        {
            return;
        }

        using var update = session.Prepare(sql.Append(" WHERE resource=?").ToString());
        foreach (var value in changed)
        {
            update.BindValue(value);
        }

        update.Bind(resource).Run();
    }
}
