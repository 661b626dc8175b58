using FhirFax.Fhir.Json;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Keeps the fax rows in step with what one transaction changes: notes whom a change concerns, and makes those rows anew once, at its end or when one is asked for.</summary>
internal sealed class FaxProjector(Tables tables, IFaxProjection projection, IStoreTransaction transaction)
{
    private const string Communication = "Communication";

    private readonly HashSet<(ProjectKey Project, string Communication)> _concerned = [];

    public void Stored(ProjectKey project, PreparedResource resource, bool isNew)
    {
        var key = new ResourceKey(resource.ResourceType, resource.Id);
        if (isNew && projection.AliasOf(project, key) is { } alias)
        {
            tables.Aliases.Add(project, alias, key);
        }

        Changed(project, key);
        foreach (var communication in projection.Concerned(resource))
        {
            Changed(project, communication);
        }
    }

    public void Changed(ProjectKey project, ResourceKey key)
    {
        if (key.Type == Communication)
        {
            Changed(project, key.Id);
            return;
        }

        foreach (var communication in tables.FaxSources.Dependent(project, key))
        {
            Changed(project, communication);
        }
    }

    public void Changed(ProjectKey project, string communicationId) => _concerned.Add((project, communicationId));

    /// <summary>Makes the rows of everything noted so far.</summary>
    public void Project()
    {
        if (_concerned.Count == 0)
        {
            return;
        }

        (ProjectKey, string)[] concerned = [.. _concerned];
        _concerned.Clear();
        foreach (var (project, communicationId) in concerned)
        {
            Project(project, communicationId);
        }
    }

    private void Project(ProjectKey project, string communicationId)
    {
        if (tables.Faxes.Resource(project, communicationId) is not { } resource)
        {
            return;
        }

        var before = tables.Faxes.Row(resource);
        var after = Row(project, resource, before);
        tables.Faxes.Write(project, resource, before, after);
        tables.FaxSources.Set(project, resource, after?.Sources ?? []);
    }

    private FaxRow? Row(ProjectKey project, long resource, FaxRow? before)
    {
        var communication = tables.Resources.ReadRow(resource, Communication);
        if (communication.IsDeleted)
        {
            return null;
        }

        var made = projection.RowAsync(transaction, project, communication, before?.Created ?? tables.Faxes.Created(resource), before, CancellationToken.None);
        return made.IsCompleted ? made.GetAwaiter().GetResult() : made.AsTask().GetAwaiter().GetResult();
    }
}
