using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FsCheck;
using FsCheck.Fluent;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>What the classes about searches stand on: Observations that are nothing but their index entries.</summary>
public abstract class ObservationCompliance : StoreCompliance
{
    protected const string Type = "Observation";

    protected static IReadOnlyList<string> Ids(ResourcePage page) => [.. page.Resources.Select(r => r.Key.Id)];

    protected static long Microseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    protected async Task<StoredResource> PutAsync(string id, params IndexEntry[] entries)
    {
        var outcome = await Store.WriteAsync((t, c) => t.PutAsync(Project, Resource(Type, id, "", entries), c), None);
        return outcome is WriteOutcome.Created created ? created.Resource : ((WriteOutcome.Updated)outcome).Resource;
    }

    protected async Task<ResourcePage> SearchAsync(SearchQuery query) => await Store.SearchAsync(Project, query, None);

    protected static IndexEntry[] Entries(int seed) => SearchCases.Entries.Sample(1, new Rnd((ulong)seed), 10)[0];

    protected async Task<IReadOnlyList<SearchModelResource>> FillAsync(int seed, int count)
    {
        var resources = new List<SearchModelResource>();
        var entries = SearchCases.Entries.Sample(count, new Rnd((ulong)seed), 10);
        for (var i = 0; i < count; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(400));
            // Twice, so that what is found has also been updated.
            await PutAsync($"r{i}", Entries(seed: i));
            var stored = await PutAsync($"r{i}", entries[i]);
            resources.Add(new SearchModelResource($"r{i}", Microseconds(stored.LastUpdated), entries[i]));
        }

        return resources;
    }
}
