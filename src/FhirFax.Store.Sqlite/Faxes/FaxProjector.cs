using FhirFax.Fhir.Json;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Keeps the fax rows in step with what one transaction changes: notes whom a change concerns, and makes those rows anew once, at its end or when one is asked for.</summary>
internal sealed class FaxProjector(Tables tables, IFaxProjection projection, IStoreTransaction transaction)
{
    private const string Communication = "Communication";

    /// <summary>With the Communication when this transaction stored its first version, and nothing was ever projected of it.</summary>
    private readonly Dictionary<(ProjectKey Project, string Communication), First?> _concerned = [];

    /// <param name="created">Null: an update.</param>
    /// <param name="seq">The row of the resource.</param>
    public void Stored(ProjectKey project, PreparedResource resource, StoredResource? created, long seq)
    {
        var key = new ResourceKey(resource.ResourceType, resource.Id);
        if (created is not null && projection.AliasOf(project, key) is { } alias)
        {
            tables.Aliases.Add(project, alias, key);
        }

        Changed(project, key);
        if (key.Type == Communication && created is { VersionId: 1 })
        {
            _concerned[(project, key.Id)] = new First(seq, created);
        }

        foreach (var communication in projection.Concerned(resource))
        {
            Changed(project, communication);
        }
    }

    public void Changed(ProjectKey project, ResourceKey key)
    {
        if (key.Type == Communication)
        {
            _concerned[(project, key.Id)] = null;
            return;
        }

        foreach (var communication in tables.FaxSources.Dependent(project, key))
        {
            Changed(project, communication);
        }
    }

    /// <summary>For what is known of a fax besides its Communication.</summary>
    public void Changed(ProjectKey project, string communicationId) => _concerned.TryAdd((project, communicationId), null);

    /// <summary>Makes the rows of everything noted so far.</summary>
    public void Project()
    {
        if (_concerned.Count == 0)
        {
            return;
        }

        KeyValuePair<(ProjectKey Project, string Communication), First?>[] concerned = [.. _concerned];
        _concerned.Clear();
        foreach (var ((project, communication), first) in concerned)
        {
            if (first is { } stored)
            {
                Add(project, stored);
            }
            else
            {
                Project(project, communication);
            }
        }
    }

    private void Add(ProjectKey project, First stored)
    {
        if (Row(project, stored.Communication, stored.Communication.LastUpdated, null) is { } row)
        {
            tables.Faxes.Write(project, stored.Row, null, row);
            tables.FaxSources.Replace(project, stored.Row, [], row.Sources);
        }
    }

    private void Project(ProjectKey project, string communicationId)
    {
        if (tables.Faxes.Resource(project, communicationId) is not { } resource)
        {
            return;
        }

        var before = tables.Faxes.Row(resource);
        var communication = tables.Resources.ReadRow(resource, Communication);
        var after = communication.IsDeleted ? null : Row(project, communication, before?.Created ?? tables.Faxes.Created(resource), before);
        tables.Faxes.Write(project, resource, before, after);
        tables.FaxSources.Replace(project, resource, before?.Sources ?? [], after?.Sources ?? []);
    }

    private FaxRow? Row(ProjectKey project, StoredResource communication, DateTimeOffset created, FaxRow? before)
    {
        var made = projection.RowAsync(transaction, project, communication, created, before, CancellationToken.None);
        return made.IsCompleted ? made.GetAwaiter().GetResult() : made.AsTask().GetAwaiter().GetResult();
    }

    private readonly record struct First(long Row, StoredResource Communication);
}
