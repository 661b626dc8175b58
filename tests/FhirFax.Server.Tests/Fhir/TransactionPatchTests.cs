using System.Net;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Fhir.TransactionBundles;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Patches as entries of a transaction (R4 http.html#trules, #patch).</summary>
public sealed class TransactionPatchTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Patches_are_part_of_a_transaction()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Basic", """{"resourceType":"Basic","code":{"text":"x"}}"""))["id"]!.GetValue<string>();
        var urn = Urn();
        var patch = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""[{"op":"add","path":"/subject","value":{"reference":"{{urn}}"} }]"""));

        var reply = await api.PostAsync("", Bundle(
            Entry("PATCH", $"Basic/{id}", $$"""{"resourceType":"Binary","contentType":"application/json-patch+json","data":"{{patch}}"}"""),
            Entry("POST", "Patient", """{"resourceType":"Patient"}""", urn)));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Resources[0]["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/{reply.Resources[1]["id"]}");
        reply.Resources[0]["meta"]!["versionId"]!.GetValue<string>().ShouldBe("2");
    }

    [Fact]
    public async Task Conditional_references_that_a_patch_puts_in_are_resolved()
    {
        using var api = server.Api();
        var (there, made) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var existing = (await api.CreateAsync("Patient", Patient(there)))["id"]!.GetValue<string>();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await api.CreateAsync("Basic", """{"resourceType":"Basic","code":{"text":"x"}}"""))["id"]!.GetValue<string>());
        }

        var reply = await api.PostAsync("", Bundle(
            Entry("PATCH", $"Basic/{ids[0]}", JsonPatch($"Patient?identifier=urn:test|{there}")),
            Entry("PATCH", $"Basic/{ids[1]}", FhirPathPatch($"Patient?identifier=urn:test|{made}")),
            Entry("PATCH", $"Basic/{ids[2]}", JsonPatch($"Patient?identifier=urn:test|{made}")),
            Entry("PUT", $"Patient/p{made}", Patient(made).Replace("\"Patient\",", $"\"Patient\",\"id\":\"p{made}\","))));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Resources.Take(3).Select(r => r["subject"]!["reference"]!.GetValue<string>()).ShouldBe([$"Patient/{existing}", $"Patient/p{made}", $"Patient/p{made}"]);
        (await api.GetAsync($"Basic/{ids[1]}")).Json["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/p{made}");
        (await api.GetAsync($"Basic?subject=Patient/p{made}")).Resources.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("Patient?identifier=urn:test|nobody-at-all", 412)]
    [InlineData("Patient?nope=1", 400)]
    [InlineData("Patient?", 412)]
    public async Task A_conditional_reference_of_a_patch_that_finds_nothing_undoes_everything(string reference, int status)
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Basic", """{"resourceType":"Basic","code":{"text":"x"}}"""))["id"]!.GetValue<string>();
        var value = Guid.NewGuid().ToString();

        var reply = await api.PostAsync("", Bundle(Entry("POST", "Patient", Patient(value)), Entry("PATCH", $"Basic/{id}", JsonPatch(reference))));

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Issue["expression"]![0]!.GetValue<string>().ShouldStartWith("Bundle.entry[1]");
        (await api.GetAsync($"Patient?identifier=urn:test|{value}")).Resources.ShouldBeEmpty();
    }

    private static string JsonPatch(string reference)
    {
        var patch = $$"""[{"op":"add","path":"/subject","value":{"reference":"{{reference}}"} }]""";
        return $$"""{"resourceType":"Binary","contentType":"application/json-patch+json","data":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(patch))}}"}""";
    }

    private static string FhirPathPatch(string reference) => $$"""
        {"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Basic"},
         {"name":"name","valueString":"subject"},{"name":"value","valueReference":{"reference":"{{reference}}"} }]}]}
        """;
}
