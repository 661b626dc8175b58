using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FsCheck;
using FsCheck.Fluent;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>The search of an inbox, which a store may answer by means of its own: Communications by category, in the order of when they were sent.</summary>
public abstract class InboxSearchCompliance : StoreCompliance
{
    private const string Type = "Communication";
    private static readonly string?[] Systems = [null, "urn:s", "urn:t"];
    private static readonly long[] Instants = [-5_000_000, 0, 1_000_000, 2_000_000, 86_400_000_000];

    private static readonly Gen<IndexEntry> Entry = Gen.Frequency(
        (4, from code in Gen.Elements("inbound", "outbound") from system in Gen.Elements(Systems) select (IndexEntry)new IndexEntry.Token("category", system, code)),
        (3, from low in Gen.Elements(Instants) from length in Gen.Elements(1L, 1_000_000L) select (IndexEntry)new IndexEntry.Date("sent", low, low + length)),
        (2, from code in Gen.Elements("FAXWRIT", "MAIL") select (IndexEntry)new IndexEntry.Token("medium", null, code)));

    private static readonly Gen<IndexEntry[]> Entries = Entry.ArrayOf().Resize(5).Select(entries => entries.Distinct().ToArray());

    private static readonly Gen<SearchQuery> Query =
        from category in Gen.OneOf(Category().Select(one => (SearchValue[])[one]), Category().ArrayOf().Resize(2).Where(several => several.Length > 0))
        from isRefused in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
        from medium in Gen.Elements(null, "FAXWRIT", "MAIL")
        from isFirst in Gen.Elements(true, false)
        from isNewestFirst in Gen.Elements(true, false)
        select new SearchQuery { ResourceType = Type, Filters = Filters(category, isRefused, medium, isFirst), Sort = [new SortKey("sent", SearchParameterType.Date, isNewestFirst)] };

    [Fact]
    public async Task Any_inbox_has_what_the_definition_says_in_its_order()
    {
        var resources = await FillAsync(70);
        Prop.ForAll(
            Query.ToArbitrary(),
            query => Walk(query with { Count = 6 }, static _ => { }).ShouldBe(SearchModel.Find(resources, query, 0), query.ToString()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(5, 9));
    }

    [Fact]
    public async Task A_walk_through_an_inbox_goes_on_in_the_order_it_began_in_whatever_is_rewritten()
    {
        var resources = (await FillAsync(40)).ToList();
        var step = 0;
        Prop.ForAll(
            Query.ToArbitrary(),
            query =>
            {
                var atStart = SearchModel.Find(resources, query, 0);
                var throughout = atStart.ToHashSet();
                var found = Walk(query with { Count = 4 }, _ =>
                {
                    for (var i = 0; i < 3; i++)
                    {
                        RewriteAsync(resources, step++).GetAwaiter().GetResult();
                        throughout.IntersectWith(SearchModel.Find(resources, query, 0));
                    }
                });

                found.ShouldBeUnique(query.ToString());
                found.Where(throughout.Contains).ShouldBe(atStart.Where(throughout.Contains), query.ToString());
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(5, 9));
    }

    [Theory]
    [InlineData(400, 0)]
    [InlineData(400, 3600)]
    [InlineData(7, 1000)]
    public async Task A_page_is_right_however_thinly_its_hits_are_spread_and_however_old_they_are(int oneIn, int newest)
    {
        var resources = new List<SearchModelResource>();
        await WriteAsync(async t =>
        {
            for (var i = 0; i < 4000; i++)
            {
                var isHit = i % oneIn == 0 && i < 4000 - newest;
                IndexEntry[] entries = [new IndexEntry.Token("category", "urn:s", isHit ? "inbound" : "outbound"), new IndexEntry.Date("sent", i * 1_000L, (i * 1_000L) + 1)];
                resources.Add(new SearchModelResource($"r{i}", 0, entries));
                await t.PutAsync(Project, Resource(Type, $"r{i}", "", entries), None);
            }
        });
        var query = new SearchQuery
        {
            ResourceType = Type,
            Filters = [new SearchFilter.Parameter("category", SearchParameterType.Token, [new SearchValue.Token("urn:s", "inbound")])],
            Sort = [new SortKey("sent", SearchParameterType.Date, true)],
            Count = 50,
        };

        (await Store.SearchAsync(Project, query, None)).Resources.Select(r => r.Key.Id).ShouldBe(SearchModel.Find(resources, query, 0).Take(50));
    }

    private static Gen<SearchValue> Category() =>
        from code in Gen.Elements("inbound", "outbound") from system in Gen.Elements([null, "", .. Systems]) select (SearchValue)new SearchValue.Token(system, code);

    private static SearchFilter[] Filters(SearchValue[] category, bool isRefused, string? medium, bool isFirst)
    {
        SearchFilter wanted = new SearchFilter.Parameter("category", SearchParameterType.Token, category);
        wanted = isRefused ? new SearchFilter.Not(wanted) : wanted;
        if (medium is null)
        {
            return [wanted];
        }

        var by = new SearchFilter.Parameter("medium", SearchParameterType.Token, [new SearchValue.Token(null, medium)]);
        return isFirst ? [by, wanted] : [wanted, by];
    }

    /// <summary>All pages, by cursor.</summary>
    private List<string> Walk(SearchQuery query, Action<string> between)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = Store.SearchAsync(Project, query with { Cursor = cursor }, None).AsTask().GetAwaiter().GetResult();
            found.AddRange(page.Resources.Select(r => r.Key.Id));
            cursor = page.Next;
            if (cursor is not null)
            {
                between(cursor);
            }
        }
        while (cursor is not null);

        return found;
    }

    /// <summary>Gives one of them other values; every fifth time after a deletion.</summary>
    private async Task RewriteAsync(List<SearchModelResource> resources, int step)
    {
        var index = step * 7 % resources.Count;
        var id = resources[index].Id;
        Clock.Advance(TimeSpan.FromMilliseconds(step % 3));
        await WriteAsync(async t =>
        {
            if (step % 5 == 0)
            {
                await t.DeleteAsync(Project, new(Type, id), null, null, None);
            }
        });
        var entries = Entries.Sample(1, new Rnd((ulong)(1000 + step)), 10)[0];
        await WriteAsync(t => t.PutAsync(Project, Resource(Type, id, "", entries), None).AsTask());
        resources[index] = new SearchModelResource(id, 0, entries);
    }

    private async Task<IReadOnlyList<SearchModelResource>> FillAsync(int count)
    {
        var all = Entries.Sample(2 * count, new Rnd(11), 10);
        var resources = new List<SearchModelResource>();
        for (var i = 0; i < count; i++)
        {
            // Twice, so that what is found has also been updated.
            Clock.Advance(TimeSpan.FromMilliseconds(400));
            await WriteAsync(t => t.PutAsync(Project, Resource(Type, $"r{i}", "", all[count + i]), None).AsTask());
            await WriteAsync(t => t.PutAsync(Project, Resource(Type, $"r{i}", "", all[i]), None).AsTask());
            resources.Add(new SearchModelResource($"r{i}", 0, all[i]));
        }

        return resources;
    }
}
