using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>What an answer holds beside its matches, and how much of each resource.</summary>
public sealed class SearchResultTests(SearchedServer server) : IClassFixture<SearchedServer>
{
    [Theory]
    [InlineData("Observation?_include=Observation:subject", "sugar,weight", "anna,ben")]
    [InlineData("Observation?_include=Observation:subject:Patient&_id=sugar", "sugar", "anna")]
    [InlineData("Observation?_include=Observation:subject:Group", "sugar,weight", "")]
    [InlineData("Observation?_include=*&_id=sugar", "sugar", "anna")]
    [InlineData("Observation?_include=Observation:*&_id=sugar", "sugar", "anna")]
    [InlineData("Observation?_include=Observation:subject&_include:iterate=Patient:organization&_id=sugar", "sugar", "anna,clinic")]
    [InlineData("Observation?_include=Observation:subject&_include=Patient:organization&_id=sugar", "sugar", "anna")]
    [InlineData("Observation?_include:iterate=*&_id=sugar", "sugar", "anna,clinic,group")]
    [InlineData("Organization?_include:iterate=Organization:partof", "clinic,group", "")]
    [InlineData("Patient?_revinclude=Observation:subject", "anna,ben", "sugar,weight")]
    [InlineData("Patient?_revinclude=Observation:*&_id=ben", "ben", "weight")]
    [InlineData("Patient?_id=anna&_revinclude=Observation:subject&_revinclude:iterate=DiagnosticReport:result", "anna", "report,sugar")]
    public async Task Includes_come_along_once(string search, string matches, string included)
    {
        using var api = server.Api();
        var found = await api.GetAsync(search);

        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        Ids(found, "match").ShouldBe(matches.Split(','));
        Ids(found, "include").ShouldBe(included.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Link(found, "self")!.ShouldContain(search.Split('?')[1].Split('&')[0].Split('=')[0].Replace("*", "%2A", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Patient?_include=Patient:birthdate")]
    [InlineData("Patient?_include=Nonsense:x")]
    [InlineData("Patient?_include=organization")]
    [InlineData("Patient?_include:often=Patient:organization")]
    [InlineData("Patient?_revinclude=*")]
    [InlineData("Patient?_summary=maybe")]
    [InlineData("Patient/anna?_summary=maybe")]
    [InlineData("?_type=Nonsense")]
    [InlineData("?_type=Patient,Group&_sort=_id")]
    public async Task What_cannot_be_answered_is_refused(string search)
    {
        using var api = server.Api();
        var refused = await api.SendAsync(HttpMethod.Get, $"{api.FhirUrl}/{search}", null, null);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest, refused.Text);
        refused.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
    }

    [Fact]
    public async Task Only_what_the_client_may_read_is_included()
    {
        using var reader = server.Api("reader");

        var found = await reader.GetAsync("Patient?_include=Patient:organization&_revinclude=Observation:subject");
        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        Ids(found, "match").ShouldBe(["anna", "ben"]);
        Ids(found, "include").ShouldBeEmpty();
    }

    [Fact]
    public async Task Elements_and_summaries_keep_what_is_required_and_are_marked()
    {
        using var api = server.Api();

        Members((await api.GetAsync("Observation/sugar?_elements=value")).Json).ShouldBe(["resourceType", "id", "meta", "status", "code", "valueQuantity"]);
        var found = await api.GetAsync("Observation?_id=sugar&_elements=Observation.subject&_include=Observation:subject");
        Members(found.Resources[0]).ShouldBe(["resourceType", "id", "meta", "status", "code", "subject"]);
        Tags(found.Resources[0]).ShouldContain("SUBSETTED");
        Tags(found.Resources[1]).ShouldBeEmpty();
        found.Resources[1]["birthDate"].ShouldNotBeNull();

        var summary = (await api.GetAsync("Patient/anna?_summary=true")).Json;
        Members(summary).ShouldBe(["resourceType", "id", "meta", "identifier", "name", "gender", "birthDate", "managingOrganization"], ignoreOrder: true);
        Tags(summary).ShouldContain("SUBSETTED");
        Members((await api.GetAsync("Patient/anna?_summary=text")).Json).ShouldBe(["resourceType", "id", "meta"]);
        Members((await api.GetAsync("Observation/sugar?_summary=data")).Json).ShouldContain("valueQuantity");
        Tags((await api.GetAsync("Patient/anna?_summary=false")).Json).ShouldBeEmpty();
        (await api.GetAsync("Observation/sugar?_elements=value")).Text.ShouldContain("5.4");
    }

    [Fact]
    public async Task A_version_is_shown_in_part_as_the_current_one_is()
    {
        using var api = server.Api();
        var version = (await api.GetAsync("Patient/anna")).Json["meta"]!["versionId"];

        (await api.GetAsync($"Patient/anna/_history/{version}?_elements=gender")).Text.ShouldBe((await api.GetAsync("Patient/anna?_elements=gender")).Text);
        (await api.GetAsync($"Patient/anna/_history/{version}?_summary=count")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_part_does_not_overwrite_the_whole()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Basic", """{"resourceType":"Basic","code":{"text":"a"},"created":"2026-01-01"}"""))["id"]!.GetValue<string>();
        var part = (await api.GetAsync($"Basic/{id}?_elements=code")).Json;

        var refused = await api.PutAsync($"Basic/{id}", part.ToJsonString());
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Json["issue"]![0]!["expression"]![0]!.GetValue<string>().ShouldBe("Basic.meta.tag");
        var entry = new JsonObject { ["resource"] = part.DeepClone(), ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"Basic/{id}" } };
        (await api.PostAsync("", new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray(entry) }.ToJsonString())).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync($"Basic/{id}/$validate?mode=update", part.ToJsonString())).Text.ShouldContain("SUBSETTED");
        part["meta"]!.AsObject().Remove("tag");
        (await api.PutAsync($"Basic/{id}", part.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Several_types_are_searched_page_by_page()
    {
        using var api = server.Api();
        var walked = new List<string>();
        string? next = $"{api.FhirUrl}?_type=Patient,Observation,Group,Organization&_count=1&_total=accurate";
        while (next is not null)
        {
            var page = await api.GetAsync(next);
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            page.Json["total"]!.GetValue<int>().ShouldBe(6);
            walked.AddRange(page.Resources.Select(r => r["id"]!.GetValue<string>()));
            next = Link(page, "next");
        }

        walked.ShouldBe(["ben", "anna", "weight", "sugar", "clinic", "group"]);
        var posted = await api.SendAsync(HttpMethod.Post, "_search", Encoding.UTF8.GetBytes("_type=Patient,Observation&_id=anna,sugar"), "application/x-www-form-urlencoded");
        Ids(posted, "match").ShouldBe(["anna", "sugar"]);
        Ids(await api.SendAsync(HttpMethod.Get, $"{api.FhirUrl}?_id=anna,report", null, null), "match").ShouldBe(["anna", "report"]);

        using var reader = server.Api("reader");
        Ids(await reader.SendAsync(HttpMethod.Get, $"{api.FhirUrl}?_id=anna,report", null, null), "match").ShouldBe(["anna"]);
        (await reader.SendAsync(HttpMethod.Get, $"{api.FhirUrl}?_type=Patient,Observation", null, null)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_resource_with_more_values_than_can_be_found_is_refused_whole()
    {
        using var api = server.Api();
        static string List(int entries) => $$"""{"resourceType":"List","id":"long","status":"current","mode":"working","entry":[{{string.Join(',', Enumerable.Range(0, entries).Select(i => $$$"""{"item":{"reference":"Patient/x{{{i}}}"}}"""))}}]}""";

        var refused = await api.PutAsync("List/long", List(10_001));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.IssueCode.ShouldBe("too-costly");
        (await api.GetAsync("List/long")).Status.ShouldBe(HttpStatusCode.NotFound);
        var taken = await api.PutAsync("List/long", List(9_000));
        taken.Status.ShouldBe(HttpStatusCode.Created, taken.Text);
        (await api.GetAsync("List?item=Patient/x8999")).Resources.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Organization", "partof.partof.partof.partof.partof.name", 200, 1)]
    [InlineData("Organization", "partof.partof.partof.partof.partof.identifier:not", 200, 1)]
    [InlineData("Organization", "_has:Organization:partof:_has:Organization:partof:_has:Organization:partof:_has:Organization:partof:_has:Organization:partof:identifier", 200, 1)]
    [InlineData("Observation", "subject:Patient.organization.partof.partof.partof.type:not", 200, 1)]
    [InlineData("Observation", "subject:Patient.organization.partof.partof.partof._lastUpdated", 200, 1)]
    [InlineData("Observation", "subject.identifier", 200, 1)]
    [InlineData("Observation", "date", 10, 99)]
    [InlineData("Observation", "value-quantity", 10, 99)]
    [InlineData("Observation", "subject:Patient.organization.name", 10, 99)]
    [InlineData("Observation", "code:not", 10, 99)]
    [InlineData("Observation", "date:missing", 1, 99)]
    public async Task The_largest_searches_that_are_taken_are_answered(string type, string name, int values, int repeats)
    {
        using var api = server.Api();
        var value = name switch
        {
            "date" or "subject:Patient.organization.partof.partof.partof._lastUpdated" => "ne2020-01-01",
            "value-quantity" => "ne5.4|http://unitsofmeasure.org|mg",
            "date:missing" => "false",
            _ => "urn:s|x",
        };
        var condition = Uri.EscapeDataString(name) + "=" + string.Join("%2C", Enumerable.Repeat(Uri.EscapeDataString(value), values));
        foreach (var sort in new[] { "_sort=-_lastUpdated", "_sort=date,-status,_id", "_total=accurate" })
        {
            var form = string.Join('&', Enumerable.Repeat(condition, repeats).Append(type == "Observation" ? sort : sort.Replace("date,-status", "name,-active", StringComparison.Ordinal)));
            var found = await api.SendAsync(HttpMethod.Post, $"{type}/_search", Encoding.UTF8.GetBytes(form), "application/x-www-form-urlencoded");
            found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        }
    }

    private static IEnumerable<string> Ids(Reply bundle, string mode) => bundle.Json["entry"] is not JsonArray entries
        ? []
        : [.. entries.Where(e => e!["search"]!["mode"]!.GetValue<string>() == mode).Select(e => e!["resource"]!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Members(JsonObject resource) => resource.Select(m => m.Key);

    private static IEnumerable<string> Tags(JsonObject resource) =>
        resource["meta"]!["tag"] is JsonArray tags ? [.. tags.Select(t => t!["code"]!.GetValue<string>())] : [];

    private static string? Link(Reply bundle, string relation) =>
        bundle.Json["link"]!.AsArray().FirstOrDefault(l => l!["relation"]!.GetValue<string>() == relation)?["url"]!.GetValue<string>();
}
