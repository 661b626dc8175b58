using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using FhirFax.Server.Configuration;
using FhirFax.Store;

namespace FhirFax.Server.Authentication;

/// <summary>The clients of all Projects by id.</summary>
internal sealed class ClientDirectory
{
    private readonly FrozenDictionary<string, ClientRegistration> _byId;

    public ClientDirectory(IReadOnlyList<ProjectOptions> projects, GeneratedClient? generated)
    {
        var clients = new Dictionary<string, ClientRegistration>(StringComparer.Ordinal);
        if (generated is not null)
        {
            var home = projects[0].Key;
            clients.Add(generated.Id, new ClientRegistration(
                generated.Id, home, [home], ClientRegistration.DerivedProfile(home, generated.Id), ScopeSet.All, ClientOptions.DefaultTokenLifetime, SecretHash.OfGenerated(generated.Secret)));
        }

        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var project in projects)
        {
            foreach (var client in project.Clients)
            {
                Add(clients, secrets, project.Key, client);
            }
        }

        _byId = clients.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public bool TryGet(string id, [NotNullWhen(true)] out ClientRegistration? client) => _byId.TryGetValue(id, out client);

    private static void Add(Dictionary<string, ClientRegistration> clients, Dictionary<string, string> secrets, ProjectKey project, ClientOptions client)
    {
        if (!clients.TryGetValue(client.Id, out var known))
        {
            secrets.Add(client.Id, client.Secret);
            clients.Add(client.Id, new ClientRegistration(
                client.Id,
                project,
                [project],
                client.Profile ?? ClientRegistration.DerivedProfile(project, client.Id),
                client.Scopes,
                client.TokenLifetime,
                SecretHash.OfChosen(client.Secret)));
            return;
        }

        if (known.Home.Tenant != project.Tenant)
        {
            throw new SettingException($"The client {client.Id} is listed in the tenants {known.Home.Tenant} and {project.Tenant}: a client belongs to one tenant.");
        }

        if (known.Reachable.Contains(project))
        {
            throw new SettingException($"The client {client.Id} is listed twice in the project {project}.");
        }

        if (secrets[client.Id] != client.Secret)
        {
            throw new SettingException($"The client {client.Id} is listed with two different secrets.");
        }

        clients[client.Id] = known with { Reachable = [.. known.Reachable, project] };
    }
}
