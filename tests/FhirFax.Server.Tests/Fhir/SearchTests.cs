using System.Net;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

public sealed class SearchTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_searchset_says_what_matched_and_what_was_applied()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        var id = (await api.CreateAsync("Patient", Tagged(tag)))["id"]!.GetValue<string>();

        var found = await api.GetAsync($"Patient?_tag=http://example.org%7C{tag}&active=true&_total=accurate");

        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        found.Json["type"]!.GetValue<string>().ShouldBe("searchset");
        found.Json["total"]!.GetValue<int>().ShouldBe(1);
        var entry = found.Json["entry"]!.AsArray().ShouldHaveSingleItem()!;
        entry["fullUrl"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Patient/{id}");
        entry["search"]!["mode"]!.GetValue<string>().ShouldBe("match");
        entry["resource"]!["id"]!.GetValue<string>().ShouldBe(id);
        var self = Link(found, "self")!;
        self.ShouldStartWith($"{server.FhirUrl}/Patient?");
        self.ShouldContain("active=true");
        (await api.GetAsync(self)).Resources.ShouldHaveSingleItem();
        (await api.GetAsync($"Patient?_tag=http://example.org%7C{tag}&active=false")).Json["entry"].ShouldBeNull();

        // What is all on one page is counted for nothing; more is counted on request only.
        (await api.GetAsync($"Patient?_tag={tag}")).Json["total"]!.GetValue<int>().ShouldBe(1);
        await api.CreateAsync("Patient", Tagged(tag));
        (await api.GetAsync($"Patient?_tag={tag}&_count=1")).Json["total"].ShouldBeNull();
        (await api.GetAsync($"Patient?_tag={tag}&_count=1&_total=accurate")).Json["total"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Pages_that_are_answered_at_the_same_time_hold_their_own_resources_whole()
    {
        using var api = server.Api();
        var tags = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid().ToString()).ToArray();
        var ids = new Dictionary<string, HashSet<string>>();
        foreach (var tag in tags)
        {
            // Bodies of very different lengths, a page of which does not fit into one piece of memory.
            var text = new string('x', 20 << (3 * Array.IndexOf(tags, tag)));
            ids[tag] = [];
            for (var i = 0; i < 12; i++)
            {
                var body = $$"""{"resourceType":"Patient","active":true,"meta":{"tag":[{"system":"http://example.org","code":"{{tag}}"}]},"name":[{"family":"{{tag}}","text":"{{text}}"}]}""";
                ids[tag].Add((await api.CreateAsync("Patient", body))["id"]!.GetValue<string>());
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var round = 0; round < 25; round++)
            {
                var tag = tags[(caller + round) % tags.Length];
                var form = round % 5 == 4 ? "&_elements=name" : "";
                var page = await api.GetAsync($"Patient?_tag={tag}&_count=12{form}");
                page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
                page.Resources.Select(r => r["id"]!.GetValue<string>()).ShouldBe(ids[tag], ignoreOrder: true);
                page.Resources.ShouldAllBe(r => r["name"]![0]!["family"]!.GetValue<string>() == tag);
            }
        }));
    }

    [Fact]
    public async Task A_posted_search_finds_the_same()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        await api.CreateAsync("Patient", Tagged(tag));
        await api.CreateAsync("Patient", Tagged(tag));

        var found = await api.SendAsync(
            HttpMethod.Post, "Patient/_search?_count=1", Encoding.UTF8.GetBytes($"_tag={tag}&active=true"), "application/x-www-form-urlencoded");

        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        found.Resources.ShouldHaveSingleItem();
        (await api.GetAsync(Link(found, "next")!)).Resources.ShouldHaveSingleItem();
        (await api.SendAsync(HttpMethod.Post, "Patient/_search", "{}"u8.ToArray(), "application/json")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_page_walk_during_writes_neither_repeats_nor_skips()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        var expected = new List<string>();
        for (var i = 0; i < 11; i++)
        {
            expected.Add((await api.CreateAsync("Patient", Tagged(tag)))["id"]!.GetValue<string>());
        }

        var walked = new List<string>();
        string? next = $"Patient?_tag={tag}&_count=3&_sort=-_lastUpdated";
        while (next is not null)
        {
            var page = await api.GetAsync(next);
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            walked.AddRange(page.Resources.Select(r => r["id"]!.GetValue<string>()));
            next = Link(page, "next");
            next?.ShouldStartWith(server.FhirUrl);
            await api.CreateAsync("Patient", Tagged(tag));
        }

        walked.ShouldBeUnique();
        walked.Intersect(expected).Count().ShouldBe(expected.Count);
        (await api.GetAsync("Patient?_cursor=nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Pages_by_offset_are_understood()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        for (var i = 0; i < 5; i++)
        {
            await api.CreateAsync("Patient", Tagged(tag));
        }

        (await api.GetAsync($"Patient?_tag={tag}&_count=3&_offset=3")).Resources.Count.ShouldBe(2);
        (await api.GetAsync($"Patient?_tag={tag}&_count=2&_offset=1")).Resources.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_summary_of_count_is_only_the_total()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        await api.CreateAsync("Patient", Tagged(tag));
        await api.CreateAsync("Patient", Tagged(tag));

        var found = await api.GetAsync($"Patient?_tag={tag}&_summary=count");

        found.Json["total"]!.GetValue<int>().ShouldBe(2);
        found.Json["entry"].ShouldBeNull();
        Link(found, "next").ShouldBeNull();
    }

    [Fact]
    public async Task What_is_ignored_is_said_and_strict_handling_refuses_it()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        await api.CreateAsync("Patient", Tagged(tag));

        var lenient = await api.GetAsync($"Patient?_tag={tag}&shoesize=42");
        lenient.Status.ShouldBe(HttpStatusCode.OK);
        var outcome = lenient.Json["entry"]!.AsArray().Single(e => e!["search"]!["mode"]!.GetValue<string>() == "outcome")!;
        outcome["resource"]!["issue"]![0]!["details"]!["text"]!.GetValue<string>().ShouldContain("shoesize");
        Link(lenient, "self")!.ShouldNotContain("shoesize");

        var strict = await api.GetAsync($"Patient?_tag={tag}&shoesize=42", ("Prefer", "handling=strict"));
        strict.Status.ShouldBe(HttpStatusCode.BadRequest);
        strict.IssueText.ShouldContain("shoesize");
        (await api.GetAsync("Patient?birthdate=someday")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string Tagged(string tag) =>
        $$"""{"resourceType":"Patient","meta":{"tag":[{"system":"http://example.org","code":"{{tag}}"}]},"active":true}""";

    private static string? Link(Reply bundle, string relation) =>
        bundle.Json["link"]!.AsArray().FirstOrDefault(l => l!["relation"]!.GetValue<string>() == relation)?["url"]!.GetValue<string>();
}
