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
        communication["operation"]!.AsArray().Select(o => o!["name"]!.GetValue<string>()).ShouldBe(["send-efax", "receive-efax", "sync-efax-status", "cancel-efax", "retry-efax", "resolve-efax", "validate"]);
        foreach (var parameter in communication["searchParam"]!.AsArray())
        {
            var name = parameter!["name"]!.GetValue<string>();
            var value = parameter["type"]!.GetValue<string>() switch { "date" => "2025", "reference" => "Patient/1", _ => "x" };
            (await api.GetAsync($"Communication?{name}={value}", ("Prefer", "handling=strict"))).Status.ShouldBe(HttpStatusCode.OK, name);
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
