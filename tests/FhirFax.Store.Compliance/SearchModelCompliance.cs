using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IResourceReader.SearchAsync"/> against a model that is its definition written down.</summary>
public abstract class SearchModelCompliance : ObservationCompliance
{
    [Fact]
    public async Task Any_search_finds_what_the_definition_says_in_its_order()
    {
        var resources = await FillAsync(seed: 1, count: 60);
        var now = Microseconds(Clock.GetUtcNow());

        Prop.ForAll(
            SearchCases.Query.ToArbitrary(),
            query => Walk(query with { Count = 7, Total = true }, resources.Count).ShouldBe(SearchModel.Find(resources, query, now), Describe(query)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(3, 7));
    }

    [Fact]
    public async Task Dates_are_compared_by_both_ends_however_long_they_last()
    {
        const long Day = 86_400_000_000;
        var noon = Microseconds(Samples.Noon);
        long[] around = [-1, 0, 1];
        long[] lengths = [1, Day - 1, Day, Day + 1, 30 * Day];
        var dates = new List<IndexEntry>();
        foreach (var low in around.SelectMany(offset => (long[])[noon - Day + offset, noon + offset, noon + Day + offset]))
        {
            dates.AddRange(lengths.Select(length => new IndexEntry.Date("date", low, low + length)));
            dates.AddRange([new IndexEntry.Date("date", low, long.MaxValue), new IndexEntry.Date("date", long.MinValue, low)]);
        }

        var resources = new List<SearchModelResource>();
        for (var i = 0; i < dates.Count; i++)
        {
            // One has two of them, so that it may match by a short and by a long one.
            IndexEntry[] entries = i == 0 ? [dates[0], .. dates[^7..]] : [dates[i]];
            resources.Add(new SearchModelResource($"r{i}", Microseconds((await PutAsync($"r{i}", entries)).LastUpdated), entries));
        }

        var now = Microseconds(Clock.GetUtcNow());
        foreach (var prefix in Enum.GetValues<SearchPrefix>())
        {
            foreach (var (offset, length) in around.SelectMany(offset => lengths.Select(length => (offset, length))))
            {
                var date = new SearchValue.Date(prefix, noon + offset, noon + offset + length);
                var query = new SearchQuery { ResourceType = Type, Filters = [new SearchFilter.Parameter("date", SearchParameterType.Date, [date])], Count = 30, Total = true };
                Walk(query, resources.Count).ShouldBe(SearchModel.Find(resources, query, now), Describe(query));
            }
        }
    }

    [Fact]
    public async Task Any_offset_cuts_the_same_list()
    {
        var resources = await FillAsync(seed: 2, count: 40);
        var now = Microseconds(Clock.GetUtcNow());

        Prop.ForAll(
            SearchCases.Query.ToArbitrary(),
            Gen.Choose(0, 45).ToArbitrary(),
            (query, offset) =>
            {
                var expected = SearchModel.Find(resources, query, now);
                var page = SearchAsync(query with { Count = 5, Offset = offset, Total = true }).GetAwaiter().GetResult();
                Ids(page).ShouldBe(expected.Skip(offset).Take(5));
                page.Total.ShouldBe(expected.Count);
                (page.Next is not null).ShouldBe(expected.Count > offset + 5);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(3, 7));
    }

    [Fact]
    public async Task A_page_walk_during_writes_neither_repeats_nor_skips_what_stays()
    {
        await FillAsync(seed: 3, count: 40);
        Prop.ForAll(
            SearchCases.Query.ToArbitrary(),
            query =>
            {
                var found = new List<string>();
                var page = SearchAsync(query with { Count = 4 }).GetAwaiter().GetResult();
                var all = Ids(SearchAsync(query with { Count = 1000 }).GetAwaiter().GetResult());
                while (true)
                {
                    found.AddRange(Ids(page));
                    if (page.Next is null)
                    {
                        break;
                    }

                    // New neighbours of everything: the same values under ids that come and go.
                    PutAsync($"x{found.Count}", Entries(seed: found.Count)).GetAwaiter().GetResult();
                    page = SearchAsync(query with { Count = 4, Cursor = page.Next }).GetAwaiter().GetResult();
                }

                found.Count.ShouldBe(found.Distinct().Count());
                found.Where(id => id.StartsWith('r')).ShouldBe(all.Where(id => id.StartsWith('r')));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(3, 7));
    }

    [Fact]
    public async Task A_page_walk_goes_on_in_the_order_it_began_in_whatever_is_rewritten()
    {
        var resources = (await FillAsync(seed: 6, count: 30)).ToList();
        var step = 0;
        Prop.ForAll(
            SearchCases.Query.ToArbitrary(),
            query =>
            {
                var now = Microseconds(Clock.GetUtcNow());
                var atStart = SearchModel.Find(resources, query, now);
                var throughout = atStart.ToHashSet();
                var found = new List<string>();
                string? cursor = null;
                do
                {
                    var page = SearchAsync(query with { Count = 4, Cursor = cursor }).GetAwaiter().GetResult();
                    found.AddRange(Ids(page));
                    cursor = page.Next;
                    for (var i = 0; cursor is not null && i < 3; i++)
                    {
                        RewriteAsync(resources, step++).GetAwaiter().GetResult();
                        throughout.IntersectWith(SearchModel.Find(resources, query, now));
                    }
                }
                while (cursor is not null);

                found.ShouldBeUnique(Describe(query));
                found.Where(throughout.Contains).ShouldBe(atStart.Where(throughout.Contains), Describe(query));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(120).WithReplay(3, 7));
    }

    private static string Describe(SearchQuery query) => string.Join(" & ", query.Filters.Select(f => f switch
    {
        SearchFilter.Parameter p => $"{p.Code}={string.Join(',', p.AnyOf)}",
        SearchFilter.Id i => $"_id={string.Join(',', i.AnyOf)}",
        SearchFilter.LastUpdated u => $"_lastUpdated={string.Join(',', u.AnyOf)}",
        _ => "?",
    })) + " by " + string.Join(',', query.Sort);

    /// <summary>All pages, by cursor; the total is right on each.</summary>
    private List<string> Walk(SearchQuery query, int most)
    {
        var found = new List<string>();
        string? cursor = null;
        long? total = null;
        do
        {
            var page = SearchAsync(query with { Cursor = cursor }).GetAwaiter().GetResult();
            found.AddRange(Ids(page));
            total = page.Total;
            cursor = page.Next;
        }
        while (cursor is not null && found.Count <= most);

        total.ShouldBe(found.Count, Describe(query));
        return found;
    }

    /// <summary>Gives one of them other values; every fifth time after a deletion.</summary>
    private async Task RewriteAsync(List<SearchModelResource> resources, int step)
    {
        var index = step * 7 % resources.Count;
        var id = resources[index].Id;
        Clock.Advance(TimeSpan.FromMilliseconds(step % 3));
        if (step % 5 == 0)
        {
            await WriteAsync(t => t.DeleteAsync(Project, new(Type, id), null, null, None).AsTask());
        }

        var entries = Entries(seed: 1000 + step);
        var stored = await PutAsync(id, entries);
        resources[index] = new SearchModelResource(id, Microseconds(stored.LastUpdated), entries);
    }
}
