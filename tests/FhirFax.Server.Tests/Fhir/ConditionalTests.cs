using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 http.html#cond-create, #cond-update, conditional delete.</summary>
public sealed class ConditionalTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_conditional_create_makes_one_resource_and_then_finds_it()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();

        var first = await api.PostAsync("Patient", Patient(value), ("If-None-Exist", $"identifier=urn:test|{value}"));
        var second = await api.PostAsync("Patient", Patient(value), ("If-None-Exist", $"identifier=urn:test|{value}"));
        var third = await api.PostAsync("Patient", Patient(value), ("If-None-Exist", $"Patient?identifier=urn%3Atest%7C{value}"));

        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        second.Status.ShouldBe(HttpStatusCode.OK, second.Text);
        second.Id.ShouldBe(first.Id);
        second.Header("ETag").ShouldBe("W/\"1\"");
        second.Header("Location").ShouldBe($"{server.FhirUrl}/Patient/{first.Id}/_history/1");
        third.Id.ShouldBe(first.Id);
    }

    [Theory]
    [InlineData("{0}/Patient", HttpStatusCode.OK)]
    [InlineData("{0}/Person", HttpStatusCode.BadRequest)]
    [InlineData("{0}/PatientPatient", HttpStatusCode.BadRequest)]
    [InlineData("{0}Patient", HttpStatusCode.BadRequest)]
    [InlineData("http://elsewhere.example/fhir/R4/Patient", HttpStatusCode.BadRequest)]
    public async Task A_condition_may_be_an_absolute_url_below_the_base_of_the_server(string path, HttpStatusCode status)
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var existing = await api.PostAsync("Patient", Patient(value));

        var reply = await api.PostAsync("Patient", Patient(value), ("If-None-Exist", string.Format(System.Globalization.CultureInfo.InvariantCulture, path, server.FhirUrl) + $"?identifier=urn%3Atest%7C{value}"));

        reply.Status.ShouldBe(status, reply.Text);
        if (status == HttpStatusCode.OK)
        {
            reply.Id.ShouldBe(existing.Id);
        }
    }

    [Theory]
    [InlineData("POST", "Patient", "shoesize=42", "the header If-None-Exist")]
    [InlineData("PUT", "Patient?shoesize=42", null, "the query of the address")]
    [InlineData("DELETE", "Patient?shoesize=42", null, "the query of the address")]
    [InlineData("DELETE", "Patient?identifier=", null, "the query of the address")]
    public async Task A_condition_that_is_not_understood_is_refused_and_says_where_it_stands(string method, string path, string? header, string place)
    {
        using var api = server.Api();
        var body = method == "DELETE" ? null : System.Text.Encoding.UTF8.GetBytes(Patient("x"));

        var reply = await api.SendAsync(new HttpMethod(method), path, body, FhirApi.FhirJson, header is null ? [] : [("If-None-Exist", header)]);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.IssueText.ShouldContain(place);
        reply.IssueText.ShouldEndWith("nothing was changed.");
        reply.IssueText.ShouldNotContain("ignored");
        reply.Issue["severity"]!.GetValue<string>().ShouldBe("error");
    }

    [Fact]
    public async Task Conditional_creates_at_once_make_exactly_one_resource()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            api.PostAsync("Patient", Patient(value), ("If-None-Exist", $"identifier=urn:test|{value}"))));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(7);
        replies.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        (await api.GetAsync($"Patient?identifier=urn:test|{value}&_total=accurate")).Json["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Conditional_updates_at_once_make_one_resource_of_gapless_versions()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            api.PutAsync($"Patient?identifier=urn:test|{value}", Patient(value, $$""","multipleBirthInteger":{{i}}"""))));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        replies.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        replies.Select(r => r.Header("ETag")).Order().ShouldBe(Enumerable.Range(1, 8).Select(v => $"W/\"{v}\""));
    }

    [Fact]
    public async Task A_conditional_update_follows_the_table_of_R4()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var path = $"Patient?identifier=urn:test|{value}";

        // No match, no id: created under an id of the server. No match with an id: created under that.
        var created = await api.PutAsync(path, Patient(value));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var other = Guid.NewGuid().ToString();
        var named = await api.PutAsync($"Patient?identifier=urn:test|{other}", Patient(other, $$""","id":"p-{{other}}" """));
        named.Status.ShouldBe(HttpStatusCode.Created, named.Text);
        named.Id.ShouldBe($"p-{other}");

        // One match: updated, with the same id or none; another id is 400.
        var updated = await api.PutAsync(path, Patient(value, ",\"active\":true"));
        updated.Status.ShouldBe(HttpStatusCode.OK);
        updated.Id.ShouldBe(created.Id);
        updated.Header("ETag").ShouldBe("W/\"2\"");
        (await api.PutAsync(path, Patient(value, $",\"active\":true,\"id\":\"{created.Id}\""))).Header("ETag").ShouldBe("W/\"2\"");
        (await api.PutAsync(path, Patient(value, ",\"id\":\"another\""))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PutAsync(path, Patient(value), ("If-Match", "W/\"9\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);

        // Nothing matches, but the id is that of something else: it is not overwritten.
        (await api.PutAsync($"Patient?identifier=urn:test|{Guid.NewGuid()}", Patient(value, $",\"id\":\"{created.Id}\""))).Status.ShouldBe(HttpStatusCode.Conflict);

        // Several matches: refused.
        await api.CreateAsync("Patient", Patient(value));
        var several = await api.PutAsync(path, Patient(value));
        several.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        several.IssueCode.ShouldBe("multiple-matches");
        (await api.PostAsync("Patient", Patient(value), ("If-None-Exist", $"identifier=urn:test|{value}"))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_conditional_delete_deletes_the_only_match()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var id = (await api.CreateAsync("Patient", Patient(value)))["id"]!.GetValue<string>();
        var path = $"Patient?identifier=urn:test|{value}";

        (await api.DeleteAsync(path, ("If-Match", "W/\"2\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.Gone);
        (await api.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
        (await api.DeleteAsync(path, ("Prefer", "return=minimal"))).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("", 412)]
    [InlineData("_format=json", 412)]
    [InlineData("nope=1", 400)]
    [InlineData("identifier=urn:test|1&nope=1", 400)]
    [InlineData("identifier=", 400)]
    [InlineData("birthdate=yesterday", 400)]
    public async Task A_condition_that_a_search_would_ignore_is_refused(string criteria, int status)
    {
        using var api = server.Api();

        ((int)(await api.PutAsync($"Patient?{criteria}", Patient("1"))).Status).ShouldBe(status);
        ((int)(await api.DeleteAsync($"Patient?{criteria}")).Status).ShouldBe(status);
        if (criteria.Length > 0)
        {
            ((int)(await api.PostAsync("Patient", Patient("1"), ("If-None-Exist", criteria))).Status).ShouldBe(status);
        }
    }

    [Fact]
    public async Task A_binary_is_created_and_updated_conditionally_as_well()
    {
        using var api = server.Api();
        var tag = Guid.NewGuid().ToString();
        var json = $$"""{"resourceType":"Binary","meta":{"tag":[{"system":"urn:test","code":"{{tag}}"}]},"contentType":"text/plain","data":"YQ=="}""";

        var first = await api.PostAsync("Binary", json, ("If-None-Exist", $"_tag=urn:test|{tag}"));
        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        var second = await api.PostAsync("Binary", json, ("If-None-Exist", $"_tag=urn:test|{tag}"));
        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Id.ShouldBe(first.Id);
        var updated = await api.PutAsync($"Binary?_tag=urn:test|{tag}", json.Replace("YQ==", "Yg=="));
        updated.Header("ETag").ShouldBe("W/\"2\"");
        (await api.GetAsync($"Binary/{first.Id}")).Text.ShouldBe("b");
    }

    [Fact]
    public async Task A_condition_needs_the_right_to_search()
    {
        using var writer = server.Api("writer");

        (await writer.PostAsync("Patient", Patient("1"))).Status.ShouldBe(HttpStatusCode.Created);
        var refused = await writer.PostAsync("Patient", Patient("1"), ("If-None-Exist", "identifier=urn:test|1"));

        refused.Status.ShouldBe(HttpStatusCode.Forbidden, refused.Text);
        (await writer.PutAsync("Patient?identifier=urn:test|1", Patient("1"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await writer.DeleteAsync("Patient?identifier=urn:test|1")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string Patient(string value, string more = "") =>
        $$"""{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"{{value}}"}]{{more}}}""";
}
