using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 http.html#history, and what holds for every answer that is a page.</summary>
public sealed class HistoryTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task History_tells_each_change()
    {
        using var api = server.Api();
        var id = (await api.PostAsync("Patient", """{"resourceType":"Patient","active":true}""")).Id;
        await api.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""");
        await api.DeleteAsync($"Patient/{id}");

        var history = await api.GetAsync($"Patient/{id}/_history");

        history.Status.ShouldBe(HttpStatusCode.OK);
        history.Json["type"]!.GetValue<string>().ShouldBe("history");
        history.Json["total"]!.GetValue<int>().ShouldBe(3);
        var entries = history.Json["entry"]!.AsArray();
        entries.Select(e => e!["request"]!["method"]!.GetValue<string>()).ShouldBe(["DELETE", "PUT", "POST"]);
        entries.Select(e => e!["response"]!["etag"]!.GetValue<string>()).ShouldBe(["W/\"3\"", "W/\"2\"", "W/\"1\""]);
        entries[0]!["resource"].ShouldBeNull();
        entries[0]!["fullUrl"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Patient/{id}");
        (await api.GetAsync("Patient/never-there/_history")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync($"Patient/{id}/_history?_since=later")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task History_is_paged_by_links_that_neither_repeat_nor_skip()
    {
        using var api = server.Api();
        var id = (await api.PostAsync("Basic", """{"resourceType":"Basic","code":{"text":"0"}}""")).Id;
        for (var i = 1; i < 7; i++)
        {
            await api.PutAsync($"Basic/{id}", $$"""{"resourceType":"Basic","id":"{{id}}","code":{"text":"{{i}}"} }""");
        }

        var versions = new List<string>();
        var next = $"Basic/{id}/_history?_count=3";
        while (next is not null)
        {
            var page = await api.GetAsync(next);
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            versions.AddRange(page.Resources.Select(r => r["meta"]!["versionId"]!.GetValue<string>()));
            next = page.Json["link"]!.AsArray().FirstOrDefault(l => l!["relation"]!.GetValue<string>() == "next")?["url"]!.GetValue<string>();
        }

        versions.ShouldBe(["7", "6", "5", "4", "3", "2", "1"]);
        (await api.GetAsync("Basic/_history?_count=1")).Resources.Count.ShouldBe(1);
        (await api.GetAsync("_history?_count=1")).Resources.Count.ShouldBe(1);
        (await api.GetAsync("_history?_cursor=nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Each_version_is_given_in_the_form_that_is_asked_for()
    {
        using var api = server.Api();
        var id = await ChangedAsync(api, 2);

        var summary = await api.GetAsync($"Patient/{id}/_history?_summary=true");
        summary.Resources.Count.ShouldBe(2);
        summary.Resources.ShouldAllBe(r => r["maritalStatus"] == null && r["active"] != null && IsSubsetted(r));
        var elements = await api.GetAsync($"Patient/{id}/_history?_elements=maritalStatus");
        elements.Resources.ShouldAllBe(r => r["maritalStatus"] != null && r["active"] == null && IsSubsetted(r));
        foreach (var count in (string[])["_summary=count", "_summary=count&_count=5", "_count=0"])
        {
            var reply = await api.GetAsync($"Patient/{id}/_history?{count}");
            reply.Json["total"]!.GetValue<int>().ShouldBe(2);
            reply.Json["entry"].ShouldBeNull();
        }

        (await api.GetAsync($"Patient/{id}/_history?_pretty=true")).Text.ShouldContain("\n");
        (await api.GetAsync($"Patient/{id}/_history?_format=json")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync($"Patient/{id}/_history?_format=ttl")).Status.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Theory]
    [InlineData("shoesize=42", null, 200)]
    [InlineData("shoesize=42", "handling=lenient", 200)]
    [InlineData("shoesize=42", "handling=strict", 400)]
    [InlineData("_sort=_id", "handling=strict", 400)]
    [InlineData("_summary=true&_elements=id&_format=json&_pretty=true&_count=5&_since=2001&_at=2001", "handling=strict", 200)]
    [InlineData("_sort=_lastUpdated", null, 400)]
    [InlineData("_sort=-_lastUpdated", "handling=strict", 200)]
    [InlineData("_list=42", null, 400)]
    [InlineData("_summary=some", null, 400)]
    [InlineData("_since=2001&_since=2002", null, 400)]
    [InlineData("_count=99999999999999999999", null, 200)]
    [InlineData("_count=many", null, 400)]
    [InlineData("_since=2001-13-01", null, 400)]
    public async Task Unknown_parameters_are_handled_as_for_a_search(string query, string? prefer, int status)
    {
        using var api = server.Api();
        var id = await ChangedAsync(api, 1);
        (string, string)[] headers = prefer is null ? [] : [("Prefer", prefer)];

        foreach (var path in (string[])[$"Patient/{id}/_history", "Patient/_history", "_history"])
        {
            var reply = await api.GetAsync($"{path}?{query}", headers);
            ((int)reply.Status).ShouldBe(status, reply.Text);
            if (status == 400)
            {
                reply.IssueText.ShouldContain(query.Split('=')[0]);
            }
        }
    }

    [Fact]
    public async Task The_self_link_says_what_was_done_and_the_next_link_goes_on_with_it()
    {
        using var api = server.Api();
        var id = await ChangedAsync(api, 7);
        var versions = (await api.GetAsync($"Patient/{id}/_history")).Json["entry"]!.AsArray().Select(e => e!["resource"]!["meta"]!["lastUpdated"]!.GetValue<string>()).ToList();
        var since = Uri.EscapeDataString(versions[5]);

        var page = await api.GetAsync($"Patient/{id}/_history?_since={since}&_at={DateTime.UtcNow.Year}&_count=4&_elements=active&shoesize=42");
        Link(page, "self").ShouldBe($"{server.FhirUrl}/Patient/{id}/_history?_since={versions[5]}&_at={DateTime.UtcNow.Year}&_count=4&_elements=active");
        page.Json["total"]!.GetValue<int>().ShouldBe(6);
        var seen = Versions(page).ToList();
        var next = Link(page, "next")!;
        next.ShouldContain("_elements=active");
        var last = await api.GetAsync(next);
        Link(last, "next").ShouldBeNull();
        last.Resources.ShouldAllBe(r => IsSubsetted(r));
        seen.AddRange(Versions(last));
        seen.ShouldBe(["7", "6", "5", "4", "3", "2"]);

        var most = await api.GetAsync($"Patient/{id}/_history?_count=5000");
        Link(most, "self")!.ShouldEndWith("_count=1000");
    }

    private static async Task<string> ChangedAsync(FhirApi api, int versions)
    {
        var id = (await api.CreateAsync("Patient", """{"resourceType":"Patient","active":true,"maritalStatus":{"text":"0"} }"""))["id"]!.GetValue<string>();
        for (var i = 1; i < versions; i++)
        {
            (await api.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}","active":true,"maritalStatus":{"text":"{{i}}"} }""")).Status.ShouldBe(HttpStatusCode.OK);
        }

        return id;
    }

    private static IEnumerable<string> Versions(Reply page) => page.Resources.Select(r => r["meta"]!["versionId"]!.GetValue<string>());

    private static bool IsSubsetted(JsonObject resource) => resource["meta"]!["tag"]?.AsArray().Any(t => t!["code"]!.GetValue<string>() == "SUBSETTED") ?? false;

    private static string? Link(Reply page, string relation) =>
        page.Json["link"]!.AsArray().FirstOrDefault(l => l!["relation"]!.GetValue<string>() == relation)?["url"]!.GetValue<string>();
}
