using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>Searches in a store that is large enough for the ways of answering them to differ: the answers may not.</summary>
public abstract class LargeSearchCompliance : StoreCompliance
{
    private const string Type = "Observation";
    private const int Size = 3000;
    private const int Batch = 500;

    [Fact]
    public async Task Frequent_rare_and_contradictory_filters_find_what_the_definition_says()
    {
        var resources = await FillAsync();
        var now = (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        SearchFilter[][] filters =
        [
            [], [Token("all", "x")], [Token("half", "1")], [Token("all", "x"), Token("half", "0")], [Token("half", "0"), Token("rare", "1")], [Token("half", "1"), Token("rare", "1")],
            [Token("all", "x"), Token("rare", "0"), Token("half", "0")], [Token("all", "x"), Token("unique", "2999")], [Token("half", "0"), Token("tenth", "1")], [Token("all", "x"), Late()],
        ];
        SortKey[][] sorts = [[], [new("date", SearchParameterType.Date, true)], [new("tenth", SearchParameterType.Token, false)], [new("_lastUpdated", SearchParameterType.Date, false)]];

        foreach (var filter in filters)
        {
            foreach (var sort in sorts)
            {
                var query = new SearchQuery { ResourceType = Type, Filters = filter, Sort = sort };
                (await FirstPagesAsync(query)).ShouldBe(SearchModel.Find(resources, query, now).Take(120), string.Join<object>(',', [.. filter, .. sort]));
            }
        }
    }

    [Fact]
    public async Task A_search_asked_again_and_again_finds_what_has_become_of_its_matches()
    {
        var resources = new List<SearchModelResource>(await FillAsync());
        SearchFilter[][] filters = [[Token("rare", "1")], [Token("half", "0"), Token("rare", "1")], [Token("all", "x"), Token("half", "0")]];
        SortKey[] byDate = [new("date", SearchParameterType.Date, true)];
        for (var round = 0; round < 60; round++)
        {
            var query = new SearchQuery { ResourceType = Type, Filters = filters[round % filters.Length], Sort = byDate };
            (await FirstPagesAsync(query)).ShouldBe(SearchModel.Find(resources, query, 0).Take(120), $"round {round}");
            var changed = Enumerable.Range(0, 20).Select(i => new SearchModelResource($"r{((round * 20) + i) * 37 % Size}", 0, Entries((round * 300) + (i % 2)))).DistinctBy(r => r.Id).ToList();
            await WriteAsync(async t =>
            {
                foreach (var resource in changed)
                {
                    resources[resources.FindIndex(r => r.Id == resource.Id)] = resource;
                    await t.PutAsync(Project, Resource(Type, resource.Id, "", [.. resource.Entries]), None);
                }
            });
        }
    }

    private static SearchFilter.Parameter Token(string code, string value) => new(code, SearchParameterType.Token, [new SearchValue.Token(null, value)]);

    private static SearchFilter.Parameter Late() => new("date", SearchParameterType.Date, [new SearchValue.Date(SearchPrefix.GreaterThan, 0, 500)]);

    private static IndexEntry[] Entries(int i)
    {
        var entries = new List<IndexEntry>
        {
            new IndexEntry.Token("all", null, "x"),
            new IndexEntry.Token("half", null, $"{i % 2}"),
            new IndexEntry.Token("rare", null, $"{i % 300}"),
            new IndexEntry.Token("unique", null, $"{i}"),
        };
        if (i % 5 != 0)
        {
            var low = i * 7919L % Size;
            entries.Add(new IndexEntry.Date("date", low, low + 1));
        }

        if (i % 10 == 1)
        {
            entries.Add(new IndexEntry.Token("tenth", null, $"{i % 7}"));
        }

        return [.. entries];
    }

    private async Task<List<string>> FirstPagesAsync(SearchQuery query)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Store.SearchAsync(Project, query with { Count = 40, Cursor = cursor }, None);
            found.AddRange(page.Resources.Select(r => r.Key.Id));
            cursor = page.Next;
        }
        while (cursor is not null && found.Count < 120);

        return found;
    }

    private async Task<IReadOnlyList<SearchModelResource>> FillAsync()
    {
        var resources = new List<SearchModelResource>();
        for (var first = 0; first < Size; first += Batch)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            var updated = (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            var batch = Enumerable.Range(first, Batch).Select(i => new SearchModelResource($"r{i}", updated, Entries(i))).ToList();
            resources.AddRange(batch);
            await WriteAsync(async t =>
            {
                foreach (var resource in batch)
                {
                    await t.PutAsync(Project, Resource(Type, resource.Id, "", [.. resource.Entries]), None);
                }
            });
        }

        return resources;
    }
}
