using System.Text.Json.Nodes;
using FhirFax.Fax.Profiles;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Fhir.Json;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>Keeps the server's own conformance resources in every project, so that they are read and found like everything else that is stored.</summary>
internal sealed class StoredDefinitions(IFhirFaxStore store, ResourcePreparer preparer)
{
    /// <summary>Stores what is missing, and what another release of the server defined differently, as a new version.</summary>
    public async Task StoreAsync(IReadOnlyList<FaxProject> projects, CancellationToken cancellationToken)
    {
        var definitions = new List<PreparedResource>(FaxProfiles.All.Count);
        foreach (var profile in FaxProfiles.All)
        {
            definitions.Add(preparer.Prepare(JsonNode.Parse(profile.Utf8.Span)!.AsObject(), profile.Id));
        }

        foreach (var project in projects)
        {
            await store.WriteAsync((transaction, token) => StoreAsync(transaction, project.Key, definitions, token), cancellationToken);
        }
    }

    private static async ValueTask<bool> StoreAsync(
        IStoreTransaction transaction, ProjectKey project, List<PreparedResource> definitions, CancellationToken cancellationToken)
    {
        foreach (var definition in definitions)
        {
            var current = await transaction.ReadAsync(project, new ResourceKey(definition.ResourceType, definition.Id), cancellationToken);
            if (current is not { IsDeleted: false } || !current.Utf8.Span.SequenceEqual(definition.Render(current.VersionId, current.LastUpdated)))
            {
                await transaction.PutAsync(project, new ResourceWrite(definition), cancellationToken);
            }
        }

        return true;
    }
}
