using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>What a received fax can be filed as is the project's own catalogue (fax-lifecycle-api.md 8.9).</summary>
public sealed class DocumentTypeTests(DocumentTypeTests.Clinic server) : IClassFixture<DocumentTypeTests.Clinic>
{
    [Theory]
    [InlineData("doc-type-assessment")]
    [InlineData("doc-type-docusign")]
    [InlineData("doc-type-others")]
    [InlineData("lab_results")]
    public async Task A_type_of_the_catalogue_is_taken(string type)
    {
        using var api = await server.ApiAsync();
        var reply = await AssignAsync(api, type);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        ((string?)reply.Fax["documentTypeName"]).ShouldBe(type);
        using var fhir = server.Fhir();
        var document = (await fhir.GetAsync($"DocumentReference/{reply.Fax["documentId"]}")).Text;
        document.ShouldContain(type);
    }

    [Fact]
    public async Task A_type_for_other_files_is_not()
    {
        using var api = await server.ApiAsync();
        var details = (await AssignAsync(api, "photo")).ShouldBeError(400, "FAX_FILE_TYPE_NOT_SUPPORTED");
        details["allowedTypes"]!.AsArray().Select(t => (string?)t).ShouldBe(["png", "jpg"]);
        ((string?)details["originalName"]).ShouldNotBeNull().ShouldEndWith(".pdf");
    }

    [Theory]
    [InlineData("retired")]
    [InlineData("LAB_RESULTS")]
    [InlineData("of-the-other-project")]
    public async Task An_inactive_type_and_one_of_another_project_are_unknown(string type)
    {
        using var api = await server.ApiAsync();
        ((string?)(await AssignAsync(api, type)).ShouldBeError(404, "DOCUMENT_TYPE_NOT_FOUND")["name"]).ShouldBe(type);
    }

    private async Task<FaxReply> AssignAsync(FaxApi api, string type)
    {
        using var fhir = server.Fhir();
        var patient = (string)(await fhir.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!;
        return await api.PostAsync($"{await ReceiveAsync(fhir)}/assign", $$"""{"patientId":"{{patient}}","documentTypeName":"{{type}}"}""");
    }

    /// <summary>Has somebody fax a document to the project's mailbox, and the server fetch it.</summary>
    private async Task<string> ReceiveAsync(FhirApi fhir)
    {
        using var carrier = new HttpClient();
        using var body = new ByteArrayContent(Samples.Pdf());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var dropped = await carrier.PostAsync(new Uri($"{server.Server.Host.SandboxUrl}_sandbox/inbound?from=%2B12125550187"), body);
        var carrierId = (string)JsonNode.Parse(await dropped.Content.ReadAsStringAsync())!["faxId"]!;
        JsonObject? communication = null;
        await Wait.UntilAsync(async () =>
        {
            await fhir.PostAsync("$receive-efax", "{}");
            communication = (await fhir.GetAsync($"Communication?identifier=https://efax.com|{carrierId}")).Resources.SingleOrDefault();
            return communication is not null;
        });
        return (string)communication!["id"]!;
    }

    public sealed class Clinic() : FaxesServer(new Dictionary<string, string?>
    {
        ["Projects__0__DocumentTypes__0__Name"] = "lab_results",
        ["Projects__0__DocumentTypes__0__Title"] = "Laboratory results",
        ["Projects__0__DocumentTypes__0__Extensions__0"] = "pdf",
        ["Projects__0__DocumentTypes__1__Name"] = "photo",
        ["Projects__0__DocumentTypes__1__Extensions"] = "png, .JPG",
        ["Projects__0__DocumentTypes__2__Name"] = "retired",
        ["Projects__0__DocumentTypes__2__Active"] = "false",
        ["Projects__1__DocumentTypes__0__Name"] = "of-the-other-project",
    });
}
