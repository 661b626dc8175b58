using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Authentication;

/// <summary>The Practitioner that stands for a client, and the session description that a MedplumClient asks for.</summary>
internal sealed class ClientProfiles(IFhirFaxStore store, ResourcePreparer preparer)
{
    /// <summary>A Project as a resource id.</summary>
    public static string ProjectId(ProjectKey project) => $"{project.Tenant}.{project.Instance}".Replace('_', '-');

    public async Task<JsonObject> DescribeAsync(Principal principal, CancellationToken cancellationToken)
    {
        var client = principal.Client;
        var profile = await ReadOrCreateAsync(client, cancellationToken);
        var name = client.Home.ToString();
        var projectId = ProjectId(client.Home);
        return new JsonObject
        {
            ["project"] = new JsonObject { ["resourceType"] = "Project", ["id"] = projectId, ["name"] = name },
            ["membership"] = new JsonObject
            {
                ["resourceType"] = "ProjectMembership",
                ["id"] = FhirId.Derived($"{name}/membership/{client.Id}"),
                ["admin"] = false,
                ["project"] = new JsonObject { ["reference"] = $"Project/{projectId}" },
                ["profile"] = new JsonObject { ["reference"] = client.Profile },
            },
            ["profile"] = JsonNode.Parse(profile.Utf8.Span),
            ["config"] = new JsonObject { ["resourceType"] = "UserConfiguration" },
            ["scope"] = principal.Scopes.Text,
        };
    }

    /// <summary>The profile as stored; made when it is absent or deleted.</summary>
    private async Task<StoredResource> ReadOrCreateAsync(ClientRegistration client, CancellationToken cancellationToken)
    {
        var key = new ResourceKey("Practitioner", client.ProfileId);
        if (await store.ReadAsync(client.Home, key, cancellationToken) is { IsDeleted: false } stored)
        {
            return stored;
        }

        var practitioner = preparer.Prepare(
            new JsonObject
            {
                ["resourceType"] = key.Type,
                ["id"] = key.Id,
                ["active"] = true,
                ["name"] = new JsonArray(new JsonObject { ["text"] = client.Id }),
            },
            key.Id);
        return await store.WriteAsync(
            async (tx, ct) => await tx.ReadAsync(client.Home, key, ct) is { IsDeleted: false } found
                ? found
                : await tx.PutAsync(client.Home, new ResourceWrite(practitioner), ct) switch
                {
                    WriteOutcome.Created created => created.Resource,
                    WriteOutcome.Updated updated => updated.Resource,
                    var other => throw new InvalidOperationException($"The profile could not be stored: {other.GetType().Name}."),
                },
            cancellationToken);
    }
}
