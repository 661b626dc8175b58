using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>The conformance resources that the server brings with it, read and searched by url alongside what clients store.</summary>
internal sealed class ServedDefinitions
{
    private readonly Dictionary<ResourceKey, StoredResource> _byKey = [];
    private readonly Dictionary<string, StoredResource> _byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _profiles = new(StringComparer.Ordinal);

    /// <param name="definitions">Each with its canonical url (null when its type has none) and the resource type it profiles (null when it is no profile).</param>
    public ServedDefinitions(IEnumerable<(StoredResource Resource, string? Url, string? ProfileOf)> definitions)
    {
        foreach (var (resource, url, profileOf) in definitions)
        {
            _byKey.Add(resource.Key, resource);
            if (url is not null)
            {
                _byUrl.Add(url, resource);
            }

            if (url is not null && profileOf is not null)
            {
                (_profiles.TryGetValue(profileOf, out var profiles) ? profiles : _profiles[profileOf] = []).Add(url);
            }
        }
    }

    public IEnumerable<StoredResource> All => _byKey.Values;

    /// <summary>Null when the server defines nothing of that name.</summary>
    public StoredResource? Find(ResourceKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>Canonical urls of the profiles on a resource type.</summary>
    public IReadOnlyList<string> ProfilesOf(string resourceType) => _profiles.GetValueOrDefault(resourceType, []);

    /// <summary>What a search by nothing but id or url finds among the server's own; null when it finds nothing there or asks for more, and the store is to be searched.</summary>
    public IReadOnlyList<StoredResource>? Search(SearchQuery query)
    {
        if (query.Filters is not [var only])
        {
            return null;
        }

        var found = new List<StoredResource>();
        switch (only)
        {
            case SearchFilter.Id ids:
                foreach (var id in ids.AnyOf)
                {
                    Add(found, Find(new ResourceKey(query.ResourceType, id)), query);
                }

                break;
            case SearchFilter.Parameter { Code: "url" } urls:
                foreach (var value in urls.AnyOf)
                {
                    Add(found, value is SearchValue.Uri uri ? _byUrl.GetValueOrDefault(uri.Value) : null, query);
                }

                break;
        }

        return found.Count == 0 ? null : found;
    }

    private static void Add(List<StoredResource> found, StoredResource? resource, SearchQuery query)
    {
        if (resource is not null && resource.Key.Type == query.ResourceType && !found.Contains(resource))
        {
            found.Add(resource);
        }
    }
}
