using System.Net;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 http.html#patch.</summary>
public sealed class PatchTests(TestServer server) : IClassFixture<TestServer>
{
    private const string JsonPatch = "application/json-patch+json";

    [Theory]
    [InlineData(JsonPatch, """[{"op":"add","path":"/active","value":true},{"op":"test","path":"/gender","value":"female"}]""")]
    [InlineData("application/json", """ [{"op":"add","path":"/active","value":true}]""")]
    [InlineData("application/fhir+json", """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"active"},{"name":"value","valueBoolean":true}]}]}""")]
    public async Task A_patch_makes_a_version(string contentType, string patch)
    {
        using var api = server.Api();
        var id = await CreateAsync(api);

        var patched = await PatchAsync(api, $"Patient/{id}", patch, contentType);

        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Text);
        patched.Json["active"]!.GetValue<bool>().ShouldBeTrue();
        patched.Header("ETag").ShouldBe("W/\"2\"");
        patched.Header("Content-Location").ShouldBe($"{server.FhirUrl}/Patient/{id}/_history/2");
        (await api.GetAsync($"Patient/{id}")).Body.ShouldBe(patched.Body);
        const string Again = """[{"op":"replace","path":"/active","value":true}]""";
        (await PatchAsync(api, $"Patient/{id}", Again)).Header("ETag").ShouldBe("W/\"2\"", "nothing has changed");
    }

    [Fact]
    public async Task What_is_no_patch_is_refused_with_what_is_one()
    {
        using var api = server.Api();
        var id = await CreateAsync(api);

        var unknown = await PatchAsync(api, $"Patient/{id}", "<diff/>", "application/xml-patch+xml");
        unknown.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        unknown.Header("Accept-Patch").ShouldBe("application/json-patch+json, application/fhir+json, application/fhir+xml");
        var resource = await PatchAsync(api, $"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""", FhirApi.FhirJson);
        resource.Status.ShouldBe(HttpStatusCode.BadRequest);
        resource.IssueText.ShouldBe("A patch is a Parameters resource (FHIRPath Patch) or, as application/json-patch+json, an array of operations, not a Patient: send a whole resource by PUT.");
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/gender","value":"male"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/active"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/gender","value":"bogus"}]""", 400)]
    [InlineData("""[{"op":"add","path":"/nope","value":1}]""", 400)]
    [InlineData("""[{"op":"replace","path":"/id","value":"other"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/id"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/resourceType","value":"Basic"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/resourceType"}]""", 422)]
    [InlineData("""[{"op":"dance","path":"/gender"}]""", 400)]
    [InlineData("""{"op":"add"}""", 400)]
    [InlineData("nonsense", 400)]
    public async Task What_cannot_be_done_changes_nothing(string patch, int status)
    {
        using var api = server.Api();
        var id = await CreateAsync(api);

        var reply = await PatchAsync(api, $"Patient/{id}", patch);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        (await api.GetAsync($"Patient/{id}")).Header("ETag").ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task The_version_the_address_and_the_form_are_checked()
    {
        using var api = server.Api();
        var id = await CreateAsync(api);
        const string Patch = """[{"op":"add","path":"/active","value":true}]""";

        (await PatchAsync(api, $"Patient/{id}", Patch, JsonPatch, ("If-Match", "W/\"7\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchAsync(api, "Patient/nobody", Patch)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PatchAsync(api, $"Patient/{id}", Patch, "text/plain")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PatchAsync(api, $"Patient/{id}", """{"resourceType":"Patient"}""", "application/fhir+json")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync(api, $"Patient/{id}", Patch, JsonPatch, ("If-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.OK);
        await api.DeleteAsync($"Patient/{id}");
        (await PatchAsync(api, $"Patient/{id}", Patch)).Status.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_patch_brings_a_contained_resource_and_the_reference_to_it()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>();
        string Adding(string reference) => $$"""
            {"resourceType":"Parameters","parameter":[
             {"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"contained"},
              {"name":"value","resource":{"resourceType":"Organization","id":"o","name":"A"} }]},
             {"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"managingOrganization"},
              {"name":"value","valueReference":{"reference":"{{reference}}"} }]}]}
            """;

        var astray = await PatchAsync(api, $"Patient/{id}", Adding("#x"), FhirApi.FhirJson);
        astray.Status.ShouldBe(HttpStatusCode.BadRequest, astray.Text);
        astray.Issue["expression"]![0]!.GetValue<string>().ShouldStartWith("Patient.");
        var search = await PatchAsync(api, $"Patient/{id}", Adding("Organization?name=A"), FhirApi.FhirJson);
        search.Status.ShouldBe(HttpStatusCode.BadRequest, search.Text);
        search.Issue["expression"]![0]!.GetValue<string>().ShouldStartWith("Patient.");

        var patched = await PatchAsync(api, $"Patient/{id}", Adding("#o"), FhirApi.FhirJson);
        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Text);
        patched.Json["managingOrganization"]!["reference"]!.GetValue<string>().ShouldBe("#o");
    }

    [Fact]
    public async Task A_conditional_patch_is_for_the_only_match()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var patient = $$"""{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"{{value}}"}]}""";
        var path = $"Patient?identifier=urn:test|{value}";
        const string Patch = """[{"op":"add","path":"/active","value":true}]""";

        (await PatchAsync(api, path, Patch)).Status.ShouldBe(HttpStatusCode.NotFound);
        var id = (await api.CreateAsync("Patient", patient))["id"]!.GetValue<string>();
        var patched = await PatchAsync(api, path, Patch);
        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Text);
        patched.Id.ShouldBe(id);
        await api.CreateAsync("Patient", patient);
        (await PatchAsync(api, path, Patch)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchAsync(api, "Patient", Patch)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Patches_at_once_are_all_kept()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Basic", """{"resourceType":"Basic","code":{"text":"x"},"identifier":[{"value":"start"}]}"""))["id"]!.GetValue<string>();

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            PatchAsync(api, $"Basic/{id}", $$"""[{"op":"add","path":"/identifier/-","value":{"value":"{{i}}"} }]""")));

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.OK);
        (await api.GetAsync($"Basic/{id}")).Json["identifier"]!.AsArray().Count.ShouldBe(13);
    }

    private static async Task<string> CreateAsync(FhirApi api) =>
        (await api.CreateAsync("Patient", """{"resourceType":"Patient","gender":"female"}"""))["id"]!.GetValue<string>();

    private static Task<Reply> PatchAsync(FhirApi api, string path, string patch, string contentType = JsonPatch, params (string, string)[] headers) =>
        api.SendAsync(HttpMethod.Patch, path, Encoding.UTF8.GetBytes(patch), contentType, headers);
}
