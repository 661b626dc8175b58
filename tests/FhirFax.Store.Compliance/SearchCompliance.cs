using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IResourceReader.SearchAsync"/>.</summary>
public abstract class SearchCompliance : ObservationCompliance
{
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
}
