using System.Net;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Accept, Content-Type and <c>_format</c> (R4 http.html#mime-type, #version-parameter).</summary>
public sealed class NegotiationTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData(null, 200)]
    [InlineData("*/*", 200)]
    [InlineData("application/fhir+json", 200)]
    [InlineData("application/json", 200)]
    [InlineData("application/fhir+json;charset=utf-8", 200)]
    [InlineData("application/fhir+json, */*; q=0.1", 200)]
    [InlineData("application/fhir+json, application/fhir+xml", 200)]
    [InlineData("application/fhir+json;q=0.9, application/fhir+xml;q=0.1", 200)]
    [InlineData("application/fhir+xml;q=0, */*;q=0.1", 200)]
    [InlineData("application/fhir+json; fhirVersion=4.0", 200)]
    [InlineData("application/fhir+json; fhirVersion=3.0, application/fhir+json; fhirVersion=4.0; q=0.5", 200)]
    [InlineData("application/fhir+json; fhirVersion=3.0", 406)]
    [InlineData("application/fhir+json; fhirVersion=5.0", 406)]
    [InlineData("application/fhir+json;q=0", 406)]
    [InlineData("application/fhir+json;q=0, application/fhir+xml;q=0, */*", 406)]
    [InlineData("application/fhir+json; charset=iso-8859-1", 406)]
    [InlineData("*/*;q=0.000", 406)]
    [InlineData("application/fhir+turtle", 406)]
    [InlineData("image/png", 406)]
    public async Task An_answer_is_given_in_what_is_accepted(string? accept, int status)
    {
        using var api = server.Api();
        (string, string)[] headers = accept is null ? [] : [("Accept", accept)];

        var reply = await api.GetAsync("Patient?_count=0", headers);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Header("Content-Type").ShouldStartWith("application/fhir+json; charset=utf-8");
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe(status == 200 ? "Bundle" : "OperationOutcome");
        reply.Header("Content-Type")!.Contains("fhirVersion=4.0").ShouldBe(accept?.Contains("fhirVersion") ?? false);
    }

    [Theory]
    [InlineData("json", 200)]
    [InlineData("application/json", 200)]
    [InlineData("application/fhir%2Bjson", 200)]
    [InlineData("application/fhir+json", 200)]
    [InlineData("application/fhir%2Bjson;%20fhirVersion=4.0", 200)]
    [InlineData("application/fhir%2Bjson;%20fhirVersion=3.0", 406)]
    [InlineData("ttl", 406)]
    [InlineData("pdf", 406)]
    public async Task The_format_parameter_wins_over_Accept(string format, int status)
    {
        using var api = server.Api();

        ((int)(await api.GetAsync($"metadata?_format={format}", ("Accept", "application/fhir+turtle"))).Status).ShouldBe(status);
    }

    [Theory]
    [InlineData("_format=xml", "application/fhir+xml", "?><Bundle")]
    [InlineData("_format=application/fhir%2Bxml&_pretty=true", "application/fhir+xml", "\n  <type")]
    [InlineData("_format=application/fhir+xml&_count=x", "application/fhir+xml", "OperationOutcome")]
    [InlineData("_pretty=true", "application/fhir+json", "\n  \"type\"")]
    [InlineData("_format=ttl", "application/fhir+json", "OperationOutcome")]
    public async Task A_posted_search_names_the_form_of_its_answer_in_the_form(string form, string contentType, string part)
    {
        using var api = server.Api();

        foreach (var path in (string[])["Patient/_search", "_search"])
        {
            var reply = await api.SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes($"{(path == "_search" ? "_type=Patient&" : "")}{form}"), "application/x-www-form-urlencoded");

            reply.Status.ShouldBe(form == "_format=ttl" ? HttpStatusCode.NotAcceptable : form.Contains("_count=x", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
            reply.Header("Content-Type").ShouldBe($"{contentType}; charset=utf-8");
            reply.Text.ShouldContain(part);
        }
    }

    [Theory]
    [InlineData("application/fhir+json", 201)]
    [InlineData("application/json", 201)]
    [InlineData("application/json; charset=UTF-8", 201)]
    [InlineData("application/fhir+json; charset=\"utf-8\"; fhirVersion=4.0", 201)]
    [InlineData(null, 201)]
    [InlineData("application/fhir+json; fhirVersion=3.0", 415)]
    [InlineData("application/fhir+json; fhirVersion=5.0", 415)]
    [InlineData("application/fhir+json; charset=utf-16", 415)]
    [InlineData("application/fhir+turtle", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("text/plain", 415)]
    public async Task A_body_is_read_in_what_it_says_to_be(string? contentType, int status)
    {
        using var api = server.Api();
        var json = Encoding.UTF8.GetBytes("""{"resourceType":"Patient","active":true}""");

        var reply = await api.SendAsync(HttpMethod.Post, "Patient", json, contentType);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe(status == 201 ? "Patient" : "OperationOutcome");
    }

    [Theory]
    [InlineData("metadata")]
    [InlineData("Patient?_count=1")]
    [InlineData("Patient/{id}")]
    [InlineData("Patient/{id}/_history")]
    [InlineData("Patient/{id}/_history/1")]
    [InlineData("Patient/_history?_count=1")]
    [InlineData("_history?_count=1")]
    [InlineData("Patient/nobody")]
    public async Task Head_is_get_without_content(string path)
    {
        using var api = server.Api();
        path = path.Replace("{id}", (await api.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>());

        var get = await api.GetAsync(path);
        var head = await api.SendAsync(HttpMethod.Head, path, null, null);

        head.Status.ShouldBe(get.Status);
        head.Body.ShouldBeEmpty();
        foreach (var name in (string[])["Content-Type", "ETag", "Last-Modified"])
        {
            head.Header(name).ShouldBe(get.Header(name), name);
        }
    }

    [Fact]
    public async Task A_history_is_asked_for_by_time()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>();
        var second = (await api.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}","active":true}""")).Json["meta"]!["lastUpdated"]!.GetValue<string>();
        await api.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}","active":false}""");

        async Task<IEnumerable<string>> Versions(string query)
        {
            var reply = await api.GetAsync($"Patient/{id}/_history?{query}");
            reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
            return reply.Resources.Select(r => r["meta"]!["versionId"]!.GetValue<string>());
        }

        (await Versions($"_since={second}")).ShouldBe(["3", "2"]);
        (await Versions($"_at={second}")).ShouldBe(["2"]);
        (await Versions($"_at={DateTime.UtcNow.Year}")).ShouldBe(["3", "2", "1"]);
        (await Versions("_at=2001-05")).ShouldBeEmpty();
        (await Versions("_since=9999")).ShouldBeEmpty();
        (await Versions("_count=0")).ShouldBeEmpty();
        (await Versions("_count=2")).ShouldBe(["3", "2"]);
        (await api.GetAsync($"Patient/{id}/_history?_at=noon")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.GetAsync($"Patient/{id}/_history?_count=-1")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
