using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FsCheck;
using FsCheck.Fluent;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IResourceReader.SearchAsync"/>.</summary>
public abstract class SearchCompliance : StoreCompliance
{
    private const string Type = "Observation";

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

    [Fact]
    public async Task Newest_created_comes_first_and_updates_do_not_move_it()
    {
        await PutAsync("a");
        await PutAsync("b");
        await PutAsync("c");
        await PutAsync("a");

        Ids(await SearchAsync(new SearchQuery { ResourceType = Type })).ShouldBe(["c", "b", "a"]);
        Ids(await SearchAsync(new SearchQuery { ResourceType = Type, Sort = [new SortKey("_lastUpdated", SearchParameterType.Date, true)] })).ShouldBe(["a", "c", "b"]);
    }

    [Fact]
    public async Task An_update_is_found_by_its_new_values_only()
    {
        await PutAsync("a", new IndexEntry.Token("token", null, "old"), new IndexEntry.Token("token", null, "both"));
        await PutAsync("a", new IndexEntry.Token("token", null, "new"), new IndexEntry.Token("token", null, "both"));

        Ids(await SearchAsync(ByToken("old"))).ShouldBeEmpty();
        Ids(await SearchAsync(ByToken("new"))).ShouldBe(["a"]);
        Ids(await SearchAsync(ByToken("both"))).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    [InlineData("")]
    public async Task Values_of_any_characters_can_be_stored_again_and_again(string value)
    {
        IndexEntry[] entries =
        [
            new IndexEntry.Token("token", value, value), new IndexEntry.Token("token", value, value + "\udfff"), new IndexEntry.String("string", value, value), new IndexEntry.Uri("uri", value),
            new IndexEntry.Number("number", double.NegativeInfinity, 1), new IndexEntry.Number("number", double.NegativeInfinity, double.PositiveInfinity),
        ];
        await PutAsync("a", entries);
        await PutAsync("a", entries);
        await PutAsync("a");

        Ids(await SearchAsync(ByToken(value))).ShouldBeEmpty();
        await PutAsync("a", entries);
        Ids(await SearchAsync(ByToken(value))).ShouldBe(["a"]);
    }

    [Fact]
    public async Task What_is_deleted_is_not_found_until_it_is_written_again()
    {
        await PutAsync("a", new IndexEntry.Token("token", null, "x"));
        await WriteAsync(t => t.DeleteAsync(Project, new(Type, "a"), null, null, None).AsTask());

        Ids(await SearchAsync(ByToken("x"))).ShouldBeEmpty();
        Ids(await SearchAsync(new SearchQuery { ResourceType = Type })).ShouldBeEmpty();
        Ids(await SearchAsync(new SearchQuery { ResourceType = Type, Filters = [new SearchFilter.Id(["a"])] })).ShouldBeEmpty();

        await PutAsync("a", new IndexEntry.Token("token", null, "x"));
        Ids(await SearchAsync(ByToken("x"))).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Last_updated_finds_exactly_what_the_json_says()
    {
        await PutAsync("a");
        var updated = (await Store.ReadAsync(Project, new(Type, "a"), None))!.LastUpdated;
        var millisecond = Microseconds(updated);

        foreach (var (prefix, found) in new[]
        {
            (SearchPrefix.Equal, true), (SearchPrefix.NotEqual, false), (SearchPrefix.GreaterOrEqual, true), (SearchPrefix.LessOrEqual, true),
            (SearchPrefix.GreaterThan, false), (SearchPrefix.LessThan, false), (SearchPrefix.StartsAfter, false), (SearchPrefix.EndsBefore, false),
        })
        {
            var filter = new SearchFilter.LastUpdated([new SearchValue.Date(prefix, millisecond, millisecond + 1000)]);
            Ids(await SearchAsync(new SearchQuery { ResourceType = Type, Filters = [filter] })).Count.ShouldBe(found ? 1 : 0, prefix.ToString());
        }
    }

    [Fact]
    public async Task A_transaction_finds_what_it_wrote()
    {
        var found = await Store.WriteAsync(
            async (t, c) =>
            {
                await t.PutAsync(Project, Resource(Type, "a", "", new IndexEntry.Token("token", null, "x")), c);
                return Ids(await t.SearchAsync(Project, ByToken("x"), c));
            },
            None);

        found.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Count_zero_only_counts()
    {
        await FillAsync(seed: 4, count: 5);

        var page = await SearchAsync(new SearchQuery { ResourceType = Type, Count = 0, Total = true });

        page.Resources.ShouldBeEmpty();
        page.Total.ShouldBe(5);
        page.Next.ShouldBeNull();
        (await SearchAsync(new SearchQuery { ResourceType = Type })).Total.ShouldBeNull();
    }

    [Fact]
    public async Task A_cursor_of_another_query_or_of_nobody_is_refused()
    {
        await FillAsync(seed: 5, count: 5);
        var query = new SearchQuery { ResourceType = Type, Count = 2 };
        var next = (await SearchAsync(query)).Next!;

        foreach (var bad in new[] { "", "x", "!!", "AAAA", next + "A", next[..^2], next.ToUpperInvariant() })
        {
            (await SearchAsync(query with { Cursor = bad })).ShouldBeSameAs(ResourcePage.BadCursor);
        }

        (await SearchAsync(ByToken("x") with { Cursor = next })).ShouldBeSameAs(ResourcePage.BadCursor);
        (await SearchAsync(query with { Cursor = next, Sort = [new SortKey("_id", SearchParameterType.Token, false)] })).ShouldBeSameAs(ResourcePage.BadCursor);
        (await Store.SearchAsync(OtherProject, query with { Cursor = next }, None)).ShouldBeSameAs(ResourcePage.BadCursor);
        (await SearchAsync(query with { Cursor = next, Count = 3 })).Resources.Count.ShouldBe(3);
        next.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').ShouldBeTrue();
    }

    [Fact]
    public async Task Projects_and_types_do_not_see_each_other()
    {
        await PutAsync("a", new IndexEntry.Token("token", null, "x"));

        foreach (var query in new[] { ByToken("x"), new SearchQuery { ResourceType = Type }, new SearchQuery { ResourceType = Type, Filters = [new SearchFilter.Id(["a"])] } })
        {
            Ids(await Store.SearchAsync(OtherProject, query, None)).ShouldBeEmpty();
            Ids(await SearchAsync(query with { ResourceType = "Patient" })).ShouldBeEmpty();
            (await SearchAsync(query)).Resources.ShouldHaveSingleItem().Text().ShouldContain("Observation");
        }
    }

    [Fact]
    public async Task A_long_list_of_alternatives_is_searched_whole()
    {
        await PutAsync("a", new IndexEntry.Token("token", null, "v1999"));
        SearchValue[] alternatives = [.. Enumerable.Range(0, 2000).Select(i => new SearchValue.Token(null, $"v{i}"))];

        Ids(await SearchAsync(new SearchQuery { ResourceType = Type, Filters = [new SearchFilter.Parameter("token", SearchParameterType.Token, alternatives)] })).ShouldBe(["a"]);
    }

    private static SearchQuery ByToken(string code) => new()
    {
        ResourceType = Type,
        Filters = [new SearchFilter.Parameter("token", SearchParameterType.Token, [new SearchValue.Token(null, code)])],
    };

    private static long Microseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static IReadOnlyList<string> Ids(ResourcePage page) => [.. page.Resources.Select(r => r.Key.Id)];

    private static IndexEntry[] Entries(int seed) => SearchCases.Entries.Sample(1, new Rnd((ulong)seed), 10)[0];

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

    private async Task<IReadOnlyList<SearchModelResource>> FillAsync(int seed, int count)
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

    private async Task<StoredResource> PutAsync(string id, params IndexEntry[] entries)
    {
        var outcome = await Store.WriteAsync((t, c) => t.PutAsync(Project, Resource(Type, id, "", entries), c), None);
        return outcome is WriteOutcome.Created created ? created.Resource : ((WriteOutcome.Updated)outcome).Resource;
    }

    private async Task<ResourcePage> SearchAsync(SearchQuery query) => await Store.SearchAsync(Project, query, None);
}
