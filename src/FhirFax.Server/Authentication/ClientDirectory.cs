using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using FhirFax.Server.Configuration;
using FhirFax.Store;

namespace FhirFax.Server.Authentication;

/// <summary>The clients of all Projects by id, as one reading of the configuration has them. A disabled one is not among them. Immutable.</summary>
internal sealed class ClientDirectory
{
    private readonly FrozenDictionary<string, ClientRegistration> _byId;
    private readonly Dictionary<string, (string Secret, SecretHash Hash)> _secrets = new(StringComparer.Ordinal);
    private readonly ClientDirectory? _previous;

    /// <param name="previous">Secrets that did not change keep its hashes: deriving one takes a tenth of a second.</param>
    /// <exception cref="SettingException">A client is listed in a way that cannot be meant.</exception>
    public ClientDirectory(IReadOnlyList<ProjectOptions> projects, GeneratedClient? generated, ClientDirectory? previous = null)
    {
        _previous = previous;
        var clients = new Dictionary<string, ClientRegistration>(StringComparer.Ordinal);
        if (generated is not null)
        {
            clients.Add(generated.Id, Generated(projects[0].Key, generated));
        }

        var disabled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in projects)
        {
            foreach (var client in project.Clients)
            {
                Add(clients, project.Key, client);
                if (client.IsDisabled)
                {
                    disabled.Add(client.Id);
                }
            }
        }

        _previous = null;
        _byId = clients.Where(c => !disabled.Contains(c.Key)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    public int Count => _byId.Count;

    public bool TryGet(string id, [NotNullWhen(true)] out ClientRegistration? client) => _byId.TryGetValue(id, out client);

    private static ClientRegistration Generated(ProjectKey home, GeneratedClient client) => new(
        client.Id,
        home,
        new Dictionary<ProjectKey, FaxPermissions> { [home] = FaxPermissions.All },
        ClientRegistration.DerivedProfile(home, client.Id),
        ScopeSet.All,
        ClientOptions.DefaultTokenLifetime,
        SecretHash.OfGenerated(client.Secret));

    private void Add(Dictionary<string, ClientRegistration> clients, ProjectKey project, ClientOptions client)
    {
        if (!clients.TryGetValue(client.Id, out var known))
        {
            clients.Add(client.Id, new ClientRegistration(
                client.Id,
                project,
                new Dictionary<ProjectKey, FaxPermissions> { [project] = client.Permissions },
                client.Profile ?? ClientRegistration.DerivedProfile(project, client.Id),
                client.Scopes,
                client.TokenLifetime,
                Hash(client)));
            return;
        }

        if (known.Home.Tenant != project.Tenant)
        {
            throw SettingReader.Bad($"{client.Key}:Id", $"lists {client.Id} also in the tenant {known.Home.Tenant}: a client belongs to one tenant.");
        }

        if (known.Grants.ContainsKey(project))
        {
            throw SettingReader.Bad($"{client.Key}:Id", $"lists {client.Id} twice in the project {project}.");
        }

        if (_secrets[client.Id].Secret != client.Secret)
        {
            throw SettingReader.Bad($"{client.Key}:Secret", $"differs from the secret that {client.Id} has in another project.");
        }

        clients[client.Id] = known with { Grants = new Dictionary<ProjectKey, FaxPermissions>(known.Grants) { [project] = client.Permissions } };
    }

    private SecretHash Hash(ClientOptions client)
    {
        var hash = _previous is not null && _previous._secrets.TryGetValue(client.Id, out var known) && known.Secret == client.Secret
            ? known.Hash
            : SecretHash.OfChosen(client.Secret);
        _secrets[client.Id] = (client.Secret, hash);
        return hash;
    }
}
