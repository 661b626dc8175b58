using System.Net;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Requests that are legal but rare, or nearly legal: each has its own answer, and none is a 5xx.</summary>
public sealed class OddRequestTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_posted_search_whose_body_says_no_type_is_415()
    {
        using var api = server.Api();

        var reply = await api.SendAsync(HttpMethod.Post, "Patient/_search", "active=true"u8.ToArray(), null);

        reply.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType, reply.Text);
        (await api.SendAsync(HttpMethod.Post, "Patient/_search", null, null)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_parameter_that_not_every_searched_type_has_is_refused()
    {
        using var api = server.Api();

        var reply = await api.GetAsync("?_type=Patient,Observation&family=Nobody");

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.Text.ShouldContain("family");
        (await api.GetAsync("?_type=Patient,Observation&identifier=none")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("batch", "Bundle.entry[0].request")]
    [InlineData("collection", "Bundle.type")]
    public async Task An_entry_that_says_nothing_to_do_is_told_so(string type, string expression)
    {
        using var api = server.Api();

        var reply = await api.PostAsync("", $$$"""{"resourceType":"Bundle","type":"{{{type}}}","entry":[{"resource":{"resourceType":"Patient"}}]}""");

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.Json["issue"]![0]!["expression"]![0]!.GetValue<string>().ShouldBe(expression);
    }

    [Fact]
    public async Task A_range_beyond_the_document_is_416_with_its_size_and_a_head_has_no_range()
    {
        using var api = server.Api();
        var id = (await api.SendAsync(HttpMethod.Post, "Binary", Encoding.UTF8.GetBytes("0123456789"), "text/plain")).Id;

        var beyond = await api.GetAsync($"Binary/{id}", ("Range", "bytes=10-"));
        beyond.Status.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        beyond.Header("Content-Range").ShouldBe("bytes */10");
        beyond.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");

        (await api.GetAsync($"Binary/{id}", ("Range", "bytes=9-"))).Text.ShouldBe("9");
        var head = await api.SendAsync(HttpMethod.Head, $"Binary/{id}", null, null, ("Range", "bytes=0-1"));
        head.Status.ShouldBe(HttpStatusCode.OK);
        head.Header("Content-Length").ShouldBe("10");
    }

    [Fact]
    public async Task Who_asks_for_fhir_gets_no_property_that_r4_does_not_have()
    {
        using var api = server.Api();

        var plain = await api.SendAsync(HttpMethod.Post, "Binary", [1, 2, 3], "application/octet-stream");
        plain.Json["url"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Binary/{plain.Id}");
        var fhir = await api.SendAsync(HttpMethod.Post, "Binary", [1, 2, 3], "application/octet-stream", ("Accept", "application/fhir+json"));
        fhir.Json["url"].ShouldBeNull();
    }
}
