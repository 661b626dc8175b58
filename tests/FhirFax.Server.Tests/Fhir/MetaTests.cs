using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Fhir.Operations;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 resource-operation-meta.html, -meta-add, -meta-delete.</summary>
public sealed class MetaTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Patient = """{"resourceType":"Patient","meta":{"profile":["http://example.org/p"],"tag":[{"system":"urn:t","code":"a"}]},"active":true}""";

    [Fact]
    public async Task Tags_labels_and_profiles_are_read_added_and_taken_away()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Patient", Patient))["id"]!.GetValue<string>();

        var read = await api.GetAsync($"Patient/{id}/$meta");
        Tags(read).ShouldBe(["a"]);
        read.Header("ETag").ShouldBe("W/\"1\"");
        foreach (var nothing in (string?[])[null, "{}", """ {"resourceType" : "Parameters"} """, "<Parameters xmlns=\"http://hl7.org/fhir\"/>"])
        {
            (await api.PostAsync($"Patient/{id}/$meta", nothing)).Body.ShouldBe(read.Body, nothing);
        }

        foreach (var something in (string[])["{", "{} {}", "[]", """{"resourceType":"Patient"}""", """{"resourceType":"Parameters","parameter":[{"name":"a","valueCode":"b"}]}""", "<Patient xmlns=\"http://hl7.org/fhir\"/>"])
        {
            (await api.PostAsync($"Patient/{id}/$meta", something)).Status.ShouldBe(HttpStatusCode.BadRequest, something);
        }

        (await api.GetAsync($"Patient/{id}/$meta", ("If-None-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.NotModified);

        var added = await api.PostAsync($"Patient/{id}/$meta-add", Change("""{"tag":[{"system":"urn:t","code":"a"},{"system":"urn:t","code":"b"}],"security":[{"system":"urn:s","code":"R"}],"profile":["http://example.org/q"]}"""));
        Tags(added).ShouldBe(["a", "b"]);
        added.Header("ETag").ShouldBe("W/\"2\"");
        Meta(added)["profile"]!.AsArray().Count.ShouldBe(2);
        (await api.GetAsync($"Patient?_id={id}&_tag=urn:t|b&_security=urn:s|R")).Resources.ShouldHaveSingleItem()["active"]!.GetValue<bool>().ShouldBeTrue();
        (await api.PostAsync($"Patient/{id}/$meta-add", Change("""{"tag":[{"system":"urn:t","code":"b"}]}"""))).Header("ETag").ShouldBe("W/\"2\"", "nothing has changed");

        var taken = await api.PostAsync($"Patient/{id}/$meta-delete", Change("""{"tag":[{"system":"urn:t","code":"a"},{"system":"urn:other","code":"b"}],"security":[{"system":"urn:s","code":"R"}]}"""));
        Tags(taken).ShouldBe(["b"]);
        Meta(taken)["security"].ShouldBeNull();
        (await api.GetAsync($"Patient?_id={id}&_tag=urn:t|a")).Resources.ShouldBeEmpty();
        Tags(await api.GetAsync($"Patient/{id}/_history/1/$meta")).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_version_is_changed_only_while_it_is_the_current_one()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Patient", Patient))["id"]!.GetValue<string>();
        var change = Change("""{"tag":[{"code":"b"}]}""");

        (await api.PostAsync($"Patient/{id}/_history/1/$meta-add", change)).Header("ETag").ShouldBe("W/\"2\"");
        var late = await api.PostAsync($"Patient/{id}/_history/1/$meta-add", change);
        late.Status.ShouldBe(HttpStatusCode.BadRequest);
        late.IssueText.ShouldContain("call $meta-add at the instance");
        (await api.PostAsync($"Patient/{id}/_history/9/$meta-add", change)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.PostAsync($"Patient/{id}/$meta-add", change, ("If-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("""{"resourceType":"Parameters"}""", 400)]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"mata","valueMeta":{}}]}""", 400)]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"meta","valueString":"x"}]}""", 400)]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":"x"}}]}""", 400)]
    [InlineData("""{"resourceType":"Patient"}""", 400)]
    public async Task What_is_no_meta_is_refused(string body, int status)
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Patient", Patient))["id"]!.GetValue<string>();

        ((int)(await api.PostAsync($"Patient/{id}/$meta-add", body)).Status).ShouldBe(status);
        (await api.GetAsync($"Patient/{id}")).Header("ETag").ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task Of_a_type_those_in_use_are_listed_each_once()
    {
        using var api = server.Api();
        foreach (var meta in (string[])
        [
            """{"profile":["http://example.org/a|1.0"],"tag":[{"system":"urn:t","code":"a","display":"A"},{"system":"urn:u","code":"a"}]}""",
            """{"profile":["http://example.org/a|1.0","http://example.org/b"],"tag":[{"system":"urn:t","code":"a"},{"code":"a"}],"security":[{"system":"urn:s"}]}""",
        ])
        {
            await api.CreateAsync("Slot", Slot(meta));
        }

        var gone = (await api.CreateAsync("Slot", Slot("""{"tag":[{"code":"gone"}]}""")))["id"]!.GetValue<string>();
        var changed = (await api.CreateAsync("Slot", Slot("""{"tag":[{"code":"changed"}]}""")))["id"]!.GetValue<string>();
        await api.DeleteAsync($"Slot/{gone}");
        await api.PostAsync($"Slot/{changed}/$meta-delete", Change("""{"tag":[{"code":"changed"}]}"""));

        var read = await api.GetAsync("Slot/$meta");
        Meta(read).ToJsonString().ShouldBe(
            """{"profile":["http://example.org/a|1.0","http://example.org/b"],"security":[{"system":"urn:s"}],"tag":[{"code":"a"},{"system":"urn:t","code":"a"},{"system":"urn:u","code":"a"}]}""");
        foreach (var nothing in (string?[])[null, "{}", "<Parameters xmlns=\"http://hl7.org/fhir\"/>"])
        {
            (await api.PostAsync("Slot/$meta", nothing)).Body.ShouldBe(read.Body, nothing);
        }

        (await api.PostAsync("Slot/$meta", "[]")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var none = await api.GetAsync("VerificationResult/$meta");
        Meta(none)["extension"]![0]!["valueCode"]!.GetValue<string>().ShouldBe("not-applicable", "an element is never empty");
        (await api.GetAsync("VerificationResult/$meta?_format=xml")).Text.ShouldContain("<name value=\"return\"/><valueMeta><extension");

        static string Slot(string meta) =>
            $$"""{"resourceType":"Slot","meta":{{meta}},"schedule":{"reference":"Schedule/1"},"status":"free","start":"2026-01-01T00:00:00Z","end":"2026-01-01T01:00:00Z"}""";
    }

    [Fact]
    public async Task Of_everything_only_what_the_caller_may_see_is_listed()
    {
        using var api = server.Api();
        using var reader = server.Api("reader");
        using var writer = server.Api("writer");
        using var neighbour = server.Api("neighbour");
        await api.CreateAsync("Basic", """{"resourceType":"Basic","meta":{"tag":[{"code":"of-basic"}]},"code":{"text":"x"}}""");
        await api.CreateAsync("Patient", """{"resourceType":"Patient","meta":{"tag":[{"code":"of-patient"}]}}""");
        await neighbour.CreateAsync("Patient", """{"resourceType":"Patient","meta":{"tag":[{"code":"of-neighbour"}]}}""");

        var all = Tags(await api.GetAsync("$meta")).ToList();
        all.ShouldContain("of-basic");
        all.ShouldContain("of-patient");
        all.ShouldNotContain("of-neighbour");
        Tags(await reader.PostAsync("$meta", null)).ShouldNotContain("of-basic");
        Tags(await reader.GetAsync("$meta")).ShouldContain("of-patient");
        (await writer.GetAsync("$meta")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetAsync("Basic/$meta")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await api.SendAsync(HttpMethod.Put, "$meta", null, null)).Header("Allow").ShouldBe("GET, HEAD, POST");
        (await api.PostAsync("Patient/$meta-add", Change("{}"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync("metadata")).Json["rest"]![0]!["operation"]!.AsArray().Select(o => o!["name"]!.GetValue<string>()).ShouldContain("meta");
    }

    [Fact]
    public async Task More_than_can_be_listed_are_refused()
    {
        using var api = server.Api("neighbour");
        var labels = Enumerable.Range(0, MetaInUse.Most).Select(i => $$"""{"code":"many-{{i}}"}""");
        var body = $$"""{"resourceType":"Account","meta":{"security":[{{string.Join(',', labels)}}]},"status":"active"}""";
        var id = (await api.CreateAsync("Account", body))["id"]!.GetValue<string>();
        Meta(await api.GetAsync("Account/$meta"))["security"]!.AsArray().Count.ShouldBe(MetaInUse.Most);

        await api.PostAsync($"Account/{id}/$meta-add", Change("""{"security":[{"code":"one-more"}]}"""));

        var refused = await api.GetAsync("Account/$meta");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Json["issue"]![0]!["code"]!.GetValue<string>().ShouldBe("too-costly");
    }

    [Fact]
    public async Task They_need_what_a_read_and_an_update_need()
    {
        using var api = server.Api();
        using var reader = server.Api("reader");
        var id = (await api.CreateAsync("Patient", Patient))["id"]!.GetValue<string>();

        (await reader.GetAsync($"Patient/{id}/$meta")).Status.ShouldBe(HttpStatusCode.OK);
        (await reader.PostAsync($"Patient/{id}/$meta-add", Change("{}"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetAsync("Organization/1/$meta")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var got = await api.SendAsync(HttpMethod.Get, $"Patient/{id}/$meta-add", null, null);
        got.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        got.Header("Allow").ShouldBe("POST");
        (await api.SendAsync(HttpMethod.Put, $"Patient/{id}/$meta", null, null)).Header("Allow").ShouldBe("GET, HEAD, POST");
    }

    [Fact]
    public async Task What_the_server_defines_keeps_its_meta()
    {
        using var api = server.Api();

        (await api.PostAsync("OperationDefinition/send-efax/$meta-add", Change("""{"tag":[{"code":"mine"}]}"""))).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    private static string Change(string meta) => $$"""{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{{meta}} }]}""";

    private static JsonObject Meta(Reply reply)
    {
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe("Parameters");
        var only = reply.Json["parameter"]!.AsArray().ShouldHaveSingleItem()!;
        only["name"]!.GetValue<string>().ShouldBe("return");
        return only["valueMeta"]!.AsObject();
    }

    private static IEnumerable<string> Tags(Reply reply) => Meta(reply)["tag"]!.AsArray().Select(t => t!["code"]!.GetValue<string>());
}
