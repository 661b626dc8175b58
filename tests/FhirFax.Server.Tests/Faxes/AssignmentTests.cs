using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Cases 17 to 19 and 34 to 37 of fax-lifecycle-api.md 14: received faxes, and whose they are.</summary>
public sealed class AssignmentTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private const string Caller = "+12125550187";

    [Fact]
    public async Task A_received_fax_is_whole()
    {
        using var api = await server.ApiAsync();
        var fax = await ReceiveAsync(api);
        ((string?)fax["direction"], (string?)fax["status"], (string?)fax["sender"]).ShouldBe(("INBOUND", "RECEIVED", Caller));
        // The sandbox's own number: no resource here bears the mailbox.
        ((string?)fax["receiver"]).ShouldBe("+12025550100");
        fax["receivedAt"].ShouldNotBeNull();
        fax["externalId"].ShouldNotBeNull();
        ((int)fax["pages"]!).ShouldBe(1);
        ((bool)fax["reviewed"]!).ShouldBeFalse();
        foreach (var property in (string[])["sentAt", "subject", "patientId", "documentTypeName", "documentId", "createdBy", "updatedBy", "createdByName", "errorMessage"])
        {
            fax[property].ShouldBeNull(property);
        }

        var file = fax["files"]!.AsArray().ShouldHaveSingleItem()!;
        var at = ((string)fax["receivedAt"]!).Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal).Replace('T', '-')[..15];
        ((string?)file["originalName"]).ShouldBe($"fax-{at}.pdf");
        ((long)file["size"]!).ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("PATCH", "", """{"subject":"x"}""", "UPDATE", "subject")]
    [InlineData("PATCH", "", """{"receiver":"+14155550134"}""", "UPDATE", "receiver")]
    [InlineData("PATCH", "", """{"patientId":null}""", "UPDATE", "patientId")]
    [InlineData("POST", "/send", null, "SEND", null)]
    [InlineData("POST", "/retry", null, "RETRY", null)]
    [InlineData("DELETE", "/files/00000000-0000-0000-0000-000000000000", null, "DELETE_FILE", null)]
    public async Task Cases_17_19_and_33_what_only_outgoing_faxes_can(string method, string path, string? body, string operation, string? field)
    {
        using var api = await server.ApiAsync();
        var id = (string)(await ReceiveAsync(api))["id"]!;
        var details = (await api.SendAsync(new HttpMethod(method), id + path, body)).ShouldBeError(400, "FAX_DIRECTION_NOT_ALLOWED");
        ((string?)details["direction"], (string?)details["operation"], (string?)details["field"]).ShouldBe(("INBOUND", operation, field));
        details.ContainsKey("field").ShouldBe(field is not null);
    }

    [Fact]
    public async Task Case_18_a_received_fax_is_reviewed_and_unreviewed()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var fax = await ReceiveAsync(api);
        var id = (string)fax["id"]!;
        var reviewed = await api.PatchAsync(id, """{"reviewed":true}""");
        ((bool)reviewed.Fax["reviewed"]!).ShouldBeTrue(reviewed.Text);
        ((string?)reviewed.Fax["updatedByName"]).ShouldBe("API_CLIENT:app");
        (await fhir.GetAsync($"Communication?_tag=https://fhirfax.org/fhir/CodeSystem/fax-tag|reviewed&_id={id}")).Resources.Count.ShouldBe(1);

        var unchanged = await api.PatchAsync(id, """{"reviewed":true}""");
        unchanged.Text.ShouldBe(reviewed.Text);
        ((bool)(await api.PatchAsync(id, """{"reviewed":false}""")).Fax["reviewed"]!).ShouldBeFalse();
        (await api.GetAsync("?sort=reviewed&direction=DESC")).Content.Single(listed => (string?)listed["id"] == id)["reviewed"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_review_is_taken_back_in_either_dialect()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = (string)(await ReceiveAsync(api))["id"]!;
        const string Meta = """
            {"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"system":"https://fhirfax.org/fhir/CodeSystem/fax-tag","code":"reviewed"}]}}]}
            """;
        (await fhir.PostAsync($"Communication/{id}/$meta-add", Meta)).Status.ShouldBe(HttpStatusCode.OK);
        ((bool)(await api.GetAsync(id)).Fax["reviewed"]!).ShouldBeTrue();

        var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
        communication["meta"]!.AsObject().Remove("tag");
        (await fhir.PutAsync($"Communication/{id}", communication.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
        ((bool)(await api.GetAsync(id)).Fax["reviewed"]!).ShouldBeTrue();

        (await fhir.PostAsync($"Communication/{id}/$meta-delete", Meta)).Status.ShouldBe(HttpStatusCode.OK);
        ((bool)(await api.GetAsync(id)).Fax["reviewed"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task Case_19_the_patient_of_an_outgoing_fax_is_changed_in_any_status()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var patient = await PatientAsync(fhir);
        var id = (string)(await api.CreateAsync("""{"receiver":"+14155551234"}"""))["id"]!;
        await api.UploadAsync(id, ("one.pdf", Samples.Pdf()));
        (await api.PostAsync($"{id}/send")).Status.ShouldBe(HttpStatusCode.OK);
        ((string?)(await api.WaitWhileAsync(id, "PROCESSING"))["status"]).ShouldBe("SENT");

        var linked = await api.PatchAsync(id, $$"""{"patientId":"{{patient}}"}""");
        linked.Status.ShouldBe(HttpStatusCode.OK, linked.Text);
        ((string?)linked.Fax["patientId"], (string?)linked.Fax["status"]).ShouldBe((patient, "SENT"));
        (await api.PatchAsync(id, """{"patientId":null}""")).Fax["patientId"].ShouldBeNull();
    }

    [Fact]
    public async Task Case_34_a_received_fax_needs_a_document_type()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = (string)(await ReceiveAsync(api))["id"]!;
        (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{await PatientAsync(fhir)}}"}""")).ShouldBeInvalid(("documentTypeName", "required"));
        (await api.PostAsync($"{id}/assign", "{}")).ShouldBeInvalid(("patientId", "required"));
        (await api.PostAsync($"{id}/assign", """{"patientId":"x","documentTypeName":1}""")).ShouldBeInvalid(("patientId", "format"), ("documentTypeName", "type"));
    }

    [Fact]
    public async Task Case_35_a_received_fax_is_filed_in_the_record_of_the_patient()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var patient = await PatientAsync(fhir);
        var fax = await ReceiveAsync(api);
        var id = (string)fax["id"]!;
        var reply = await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{patient}}","documentTypeName":"doc-type-others"}""");

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        ((string?)reply.Fax["patientId"], (string?)reply.Fax["documentTypeName"], (bool)reply.Fax["reviewed"]!).ShouldBe((patient, "doc-type-others", false));
        var document = (await fhir.GetAsync($"DocumentReference/{reply.Fax["documentId"]}")).Json;
        var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
        ((string?)document["status"]).ShouldBe("current");
        ((string?)document["subject"]!["reference"]).ShouldBe($"Patient/{patient}");
        ((string?)document["type"]!["coding"]![0]!["code"]).ShouldBe("doc-type-others");
        ((string?)document["context"]!["related"]![0]!["reference"]).ShouldBe($"Communication/{id}");
        ((string?)document["content"]![0]!["attachment"]!["url"]).ShouldBe((string?)communication["payload"]![0]!["contentAttachment"]!["url"]);
        ((string?)communication["subject"]!["reference"]).ShouldBe($"Patient/{patient}");

        (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{patient}}","documentType":"doc-type-others"}""")).Text.ShouldBe(reply.Text);
    }

    [Fact]
    public async Task A_fax_that_is_assigned_again_leaves_no_copy_behind()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var (anna, ben) = (await PatientAsync(fhir), await PatientAsync(fhir));
        var id = (string)(await ReceiveAsync(api))["id"]!;
        var first = (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{anna}}","documentTypeName":"doc-type-others"}""")).Fax;
        var second = (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{ben}}","documentTypeName":"doc-type-others"}""")).Fax;
        var third = (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{ben}}","documentTypeName":"doc-type-assessment"}""")).Fax;

        (await StatusAsync(fhir, first)).ShouldBe("entered-in-error");
        (await StatusAsync(fhir, second)).ShouldBe("entered-in-error");
        (await StatusAsync(fhir, third)).ShouldBe("current");
        ((string?)third["patientId"], (string?)third["documentTypeName"]).ShouldBe((ben, "doc-type-assessment"));
    }

    [Fact]
    public async Task A_change_of_the_subject_by_FHIR_withdraws_what_was_filed()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var (anna, ben) = (await PatientAsync(fhir), await PatientAsync(fhir));
        foreach (var isPatch in (bool[])[false, true])
        {
            var id = (string)(await ReceiveAsync(api))["id"]!;
            var filed = (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{anna}}","documentTypeName":"doc-type-others"}""")).Fax;
            if (isPatch)
            {
                var patch = $$"""[{"op":"replace","path":"/subject/reference","value":"Patient/{{ben}}"}]""";
                (await fhir.SendAsync(HttpMethod.Patch, $"Communication/{id}", System.Text.Encoding.UTF8.GetBytes(patch), "application/json-patch+json")).Status.ShouldBe(HttpStatusCode.OK);
            }
            else
            {
                var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
                communication["subject"]!["reference"] = $"Patient/{ben}";
                (await fhir.PutAsync($"Communication/{id}", communication.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
            }

            (await StatusAsync(fhir, filed)).ShouldBe("entered-in-error");
            var fax = (await api.GetAsync(id)).Fax;
            ((string?)fax["patientId"]).ShouldBe(ben);
            fax["documentId"].ShouldBeNull();
            fax["documentTypeName"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_document_that_FHIR_files_or_withdraws_shows_at_once()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var patient = await PatientAsync(fhir);
        var id = (string)(await ReceiveAsync(api))["id"]!;
        var filed = (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{patient}}","documentTypeName":"doc-type-others"}""")).Fax;
        var document = (await fhir.GetAsync($"DocumentReference/{filed["documentId"]}")).Json;
        document["status"] = "entered-in-error";
        await fhir.PutAsync($"DocumentReference/{filed["documentId"]}", document.ToJsonString());
        (await api.GetAsync(id)).Fax["documentId"].ShouldBeNull();

        document.Remove("id");
        document["status"] = "current";
        var copy = await fhir.CreateAsync("DocumentReference", document.ToJsonString());
        ((string?)(await api.GetAsync(id)).Fax["documentId"]).ShouldBe((string?)copy["id"]);
    }

    [Fact]
    public async Task Case_36_an_outgoing_fax_needs_no_type()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var patient = await PatientAsync(fhir);
        var id = (string)(await api.CreateAsync())["id"]!;
        var reply = await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{patient}}","documentTypeName":"no-such-type"}""");
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        ((string?)reply.Fax["patientId"]).ShouldBe(patient);
        reply.Fax["documentTypeName"].ShouldBeNull();
        reply.Fax["documentId"].ShouldBeNull();
    }

    [Fact]
    public async Task Case_37_patient_and_type_must_be_known()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var unknown = Guid.NewGuid().ToString();
        var id = (string)(await ReceiveAsync(api))["id"]!;
        ((string?)(await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{unknown}}","documentTypeName":"nope"}""")).ShouldBeError(404, "PATIENT_NOT_FOUND")["id"]).ShouldBe(unknown);
        ((string?)(await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{await PatientAsync(fhir)}}","documentTypeName":"nope"}""")).ShouldBeError(404, "DOCUMENT_TYPE_NOT_FOUND")["name"])
            .ShouldBe("nope");
        (await api.PostAsync($"{Guid.NewGuid()}/assign", $$"""{"patientId":"{{unknown}}"}""")).ShouldBeError(404, "FAX_NOT_FOUND");
    }

    [Fact]
    public async Task What_was_filed_stays_when_the_fax_is_deleted()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = (string)(await ReceiveAsync(api))["id"]!;
        var filed = (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{await PatientAsync(fhir)}}","documentTypeName":"doc-type-others"}""")).Fax;
        (await api.DeleteAsync(id)).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync(id)).ShouldBeError(404, "FAX_NOT_FOUND");
        var document = (await fhir.GetAsync($"DocumentReference/{filed["documentId"]}")).Json;
        ((string?)document["status"]).ShouldBe("current");
        (await fhir.GetAsync((string)document["content"]![0]!["attachment"]!["url"]!)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> PatientAsync(FhirApi fhir) => (string)(await fhir.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!;

    private static async Task<string?> StatusAsync(FhirApi fhir, JsonObject fax) =>
        (string?)(await fhir.GetAsync($"DocumentReference/{fax["documentId"]}")).Json["status"];

    /// <summary>Has somebody fax a document to the project's mailbox, and the server fetch it.</summary>
    private async Task<JsonObject> ReceiveAsync(FaxApi api)
    {
        using var fhir = server.Fhir();
        using var carrier = new HttpClient();
        using var body = new ByteArrayContent(Samples.Pdf());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var dropped = await carrier.PostAsync(new Uri($"{server.Server.Host.SandboxUrl}_sandbox/inbound?from={Uri.EscapeDataString(Caller)}"), body);
        var carrierId = (string)JsonNode.Parse(await dropped.Content.ReadAsStringAsync())!["faxId"]!;
        JsonObject? communication = null;
        await Wait.UntilAsync(async () =>
        {
            await fhir.PostAsync("$receive-efax", "{}");
            communication = (await fhir.GetAsync($"Communication?identifier=https://efax.com|{carrierId}")).Resources.SingleOrDefault();
            return communication is not null;
        });
        return (await api.GetAsync((string)communication!["id"]!)).Fax;
    }
}
