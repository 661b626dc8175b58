using System.Net;
using FhirFax.Fax.Profiles;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Validation;
using FhirFax.Server.Fhir.Capabilities;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Server.Tests.Fhir;

public sealed class CapabilityTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task The_statement_is_valid_open_to_everybody_and_says_sandbox()
    {
        using var http = server.Anonymous();

        var reply = await Reply.ReadAsync(await http.GetAsync("fhir/R4/metadata"));

        reply.Status.ShouldBe(HttpStatusCode.OK);
        ResourceDocument.TryParse(reply.Body, out var document, out _).ShouldBeTrue();
        new ResourceValidator(R4Definitions.Current).Validate(document!).ShouldBeEmpty();
        reply.Json["implementation"]!["description"]!.GetValue<string>().ShouldContain("nothing is transmitted");
        reply.Json["implementation"]!["url"]!.GetValue<string>().ShouldBe(server.FhirUrl);
        reply.Json["rest"]![0]!["security"]!["extension"]![0]!["extension"]!.AsArray()
            .Single(uri => uri!["url"]!.GetValue<string>() == "token")!["valueUri"]!.GetValue<string>()
            .ShouldBe(server.FhirUrl.Replace("/fhir/R4", "/oauth2/token", StringComparison.Ordinal));
        document!.Dispose();
    }

    [Fact]
    public async Task What_is_claimed_is_what_is_done()
    {
        using var api = server.Api();
        var rest = (await api.GetAsync("metadata")).Json["rest"]![0]!;

        rest["resource"]!.AsArray().Count.ShouldBe(R4Definitions.Current.ResourceTypes.Count);
        var communication = rest["resource"]!.AsArray().Single(r => r!["type"]!.GetValue<string>() == "Communication")!;
        communication["interaction"]!.AsArray().Select(i => i!["code"]!.GetValue<string>())
            .ShouldBe(["read", "vread", "create", "update", "patch", "delete", "history-instance", "history-type", "search-type"], ignoreOrder: true);
        communication["operation"]!.AsArray().Select(o => o!["name"]!.GetValue<string>()).ShouldBe(["send-efax", "receive-efax", "sync-efax-status", "cancel-efax", "retry-efax", "resolve-efax", "validate", "meta", "meta-add", "meta-delete"]);
        foreach (var parameter in communication["searchParam"]!.AsArray())
        {
            var name = parameter!["name"]!.GetValue<string>();
            var value = parameter["type"]!.GetValue<string>() switch { "date" => "2025", "reference" => "Patient/1", _ => "x" };
            (await api.GetAsync($"Communication?{name}={value}", ("Prefer", "handling=strict"))).Status.ShouldBe(HttpStatusCode.OK, name);
        }
    }

    [Fact]
    public async Task What_every_type_is_searched_by_and_what_may_refer_to_a_type_is_said()
    {
        using var api = server.Api();
        var rest = (await api.GetAsync("metadata")).Json["rest"]![0]!;

        var common = rest["searchParam"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()).ToList();
        common.ShouldBe(["_id", "_lastUpdated", "_profile", "_security", "_source", "_tag"], ignoreOrder: true);
        foreach (var name in common)
        {
            var found = await api.GetAsync($"?_type=Patient,Organization&{name}={(name == "_lastUpdated" ? "2001" : "x")}", ("Prefer", "handling=strict"));
            found.Status.ShouldBe(HttpStatusCode.OK, name);
        }

        var communication = rest["resource"]!.AsArray().Single(r => r!["type"]!.GetValue<string>() == "Communication")!;
        var reverse = communication["searchRevInclude"]!.AsArray().Select(v => v!.GetValue<string>()).ToList();
        reverse.ShouldContain("Task:focus");
        reverse.ShouldContain("Provenance:target");
        reverse.ShouldNotContain("Observation:specimen");
        foreach (var value in reverse)
        {
            (await api.GetAsync($"Communication?_id=x&_revinclude={value}", ("Prefer", "handling=strict"))).Status.ShouldBe(HttpStatusCode.OK, value);
        }
    }

    [Fact]
    public async Task The_statement_has_a_strong_tag_for_each_of_its_forms()
    {
        using var api = server.Api();
        var plain = await api.GetAsync("metadata");
        var tag = plain.Header("ETag")!;

        tag.ShouldMatch("^\"[0-9a-f]{32}\"$");
        (await api.GetAsync("metadata")).Header("ETag").ShouldBe(tag);
        var unchanged = await api.GetAsync("metadata", ("If-None-Match", $"\"x\", {tag}"));
        unchanged.Status.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Body.ShouldBeEmpty();
        unchanged.Header("ETag").ShouldBe(tag);
        unchanged.Header("Vary").ShouldNotBeNull().ShouldContain("Accept");
        (await api.GetAsync("metadata", ("If-None-Match", "\"x\""))).Body.ShouldBe(plain.Body);
        (await api.GetAsync("metadata?_pretty=true", ("If-None-Match", tag))).Header("ETag").ShouldNotBe(tag);
        var summary = await api.GetAsync("metadata?_summary=true", ("If-None-Match", tag));
        summary.Status.ShouldBe(HttpStatusCode.OK);
        summary.Body.Length.ShouldBeLessThan(plain.Body.Length);
    }

    [Theory]
    [InlineData("full", 200, "CapabilityStatement")]
    [InlineData("normative", 200, "CapabilityStatement")]
    [InlineData("terminology", 200, "TerminologyCapabilities")]
    [InlineData("half", 400, "OperationOutcome")]
    public async Task The_mode_decides_which_statement_is_given(string mode, int status, string type)
    {
        using var api = server.Api();

        var reply = await api.GetAsync($"metadata?mode={mode}");

        ((int)reply.Status).ShouldBe(status);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe(type);
        ResourceDocument.TryParse(reply.Body, out var document, out _).ShouldBeTrue();
        using (document)
        {
            new ResourceValidator(R4Definitions.Current).Validate(document!).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_server_serves_what_it_defines()
    {
        using var api = server.Api();

        foreach (var operation in server.Host.Services.GetRequiredService<FhirRegistry>().Operations)
        {
            if (operation.Definition.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal))
            {
                // Defined by R4 itself.
                continue;
            }

            var read = await api.GetAsync($"OperationDefinition/{operation.Code[1..]}");
            read.Status.ShouldBe(HttpStatusCode.OK, operation.Code);
            var definition = read.Json;
            definition["url"]!.GetValue<string>().ShouldBe(operation.Definition);
            definition["system"]!.GetValue<bool>().ShouldBe(operation.OnSystem);
            definition["type"]!.GetValue<bool>().ShouldBe(operation.Types.Count > 0);
            definition["instance"]!.GetValue<bool>().ShouldBe(operation.InstanceTypes.Count > 0);
            var found = await api.GetAsync($"OperationDefinition?url={Uri.EscapeDataString(operation.Definition)}");
            found.Resources.ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(operation.Code[1..]);
        }

        foreach (var definition in FaxProfiles.All)
        {
            var address = $"{definition.ResourceType}/{definition.Id}";
            var read = await api.GetAsync(address);
            read.Status.ShouldBe(HttpStatusCode.OK);
            (await api.GetAsync($"{address}/_history/1")).Status.ShouldBe(HttpStatusCode.OK);
            (await api.GetAsync($"{definition.ResourceType}?_count=100")).Resources.Select(r => r["id"]!.GetValue<string>()).ShouldContain(definition.Id);
            (await api.PutAsync(address, read.Text)).Status.ShouldBe(HttpStatusCode.Conflict);
            (await api.DeleteAsync(address)).Status.ShouldBe(HttpStatusCode.Conflict);
        }
    }
}
