using System.Net;
using System.Security.Cryptography;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Binary;

/// <summary>R4 binary.html: a Binary as a resource.</summary>
public sealed class BinaryJsonTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly byte[] Document = RandomNumberGenerator.GetBytes(150_001);

    [Theory]
    [InlineData("application/fhir+json;q=0.1, application/pdf;q=0.9", false)]
    [InlineData("application/pdf;q=0.1, application/fhir+json", true)]
    [InlineData("application/fhir+json, */*; q=0.1", true)]
    [InlineData("application/fhir+json", true)]
    [InlineData("application/pdf, application/fhir+json;q=0.1", false)]
    [InlineData("application/json", false)]
    [InlineData("*/*", false)]
    public async Task The_most_wanted_thing_decides_the_form(string accept, bool isResource)
    {
        using var api = server.Api();
        var id = (await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf")).Id;

        var read = await api.GetAsync($"Binary/{id}", ("Accept", accept));

        read.Status.ShouldBe(HttpStatusCode.OK);
        (isResource ? Convert.FromBase64String(read.Json["data"]!.GetValue<string>()) : read.Body).ShouldBe(Document);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(49_152)]
    [InlineData(150_001)]
    public async Task A_binary_in_json_keeps_its_bytes(int size)
    {
        using var api = server.Api();
        var document = RandomNumberGenerator.GetBytes(size);
        var data = size == 0 ? "" : $",\"data\":\"{Convert.ToBase64String(document)}\"";

        var created = await api.PostAsync("Binary", $$"""{"resourceType":"Binary","contentType":"image/png"{{data}}}""");

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        (await api.GetAsync($"Binary/{created.Id}")).Body.ShouldBe(document);
        var json = (await api.GetAsync($"Binary/{created.Id}", ("Accept", "application/fhir+json"))).Json;
        json["contentType"]!.GetValue<string>().ShouldBe("image/png");
        Convert.FromBase64String(json["data"]?.GetValue<string>() ?? "").ShouldBe(document);
    }

    [Fact]
    public async Task Json_writers_escape_base64_differently_and_all_are_understood()
    {
        using var api = server.Api();
        var document = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var data = Convert.ToBase64String(document).Replace("/", "\\/").Replace("+", "\\u002B").Insert(10, "\\r\\n").Insert(40, "  ");

        var created = await api.PostAsync("Binary", $$"""{"data":"{{data}}","resourceType":"Binary","contentType":"image/png","meta":{"tag":[{"code":"data"}] } }""");

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Json["meta"]!["tag"]![0]!["code"]!.GetValue<string>().ShouldBe("data");
        (await api.GetAsync($"Binary/{created.Id}")).Body.ShouldBe(document);
    }

    [Theory]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","data":"AAA"}""")]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","data":"AA=A"}""")]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","data":"AA-_"}""")]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","data":"AAAA""")]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","data":"AAAA","data":"AAAA"}""")]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","data":4}""")]
    [InlineData("""{"resourceType":"Binary","contentType":"image/png","d\u0061ta":"AAAA"}""")]
    [InlineData("""{"resourceType":"Binary","data":"AAAA"}""")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("nonsense")]
    public async Task A_broken_binary_in_json_is_400(string json)
    {
        using var api = server.Api();

        (await api.PostAsync("Binary", json)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Json_that_is_no_fhir_is_a_document()
    {
        using var api = server.Api();

        var uploaded = await api.SendAsync(HttpMethod.Post, "Binary", """{"a": 1}"""u8.ToArray(), "application/json");

        uploaded.Status.ShouldBe(HttpStatusCode.Created);
        (await api.GetAsync($"Binary/{uploaded.Id}")).Text.ShouldBe("""{"a": 1}""");
    }
}
