using System.Net;
using System.Text.Json.Nodes;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Cases 6 to 9, 15, 20, 39 of fax-lifecycle-api.md 14, and what they rest on.</summary>
public sealed class DraftTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private static readonly string[] Properties =
    [
        "id", "direction", "status", "sender", "receiver", "subject", "patientId", "documentTypeName", "documentId", "reviewed", "files", "pages", "errorMessage",
        "externalId", "sentAt", "receivedAt", "createdAt", "updatedAt", "createdBy", "updatedBy", "createdByName", "updatedByName",
    ];

    [Fact]
    public async Task Case_06_an_empty_object_makes_a_draft()
    {
        using var api = await server.ApiAsync();
        var reply = await api.PostAsync("", "{}");

        reply.Status.ShouldBe(HttpStatusCode.Created);
        var fax = reply.Fax;
        fax.Select(property => property.Key).ShouldBe(Properties);
        ((string?)fax["status"]).ShouldBe("DRAFT");
        ((string?)fax["direction"]).ShouldBe("OUTBOUND");
        fax["files"]!.AsArray().ShouldBeEmpty();
        fax["receiver"].ShouldBeNull();
        ((bool)fax["reviewed"]!).ShouldBeFalse();
        ((string?)fax["createdByName"]).ShouldBe("API_CLIENT:app");
        Guid.TryParseExact((string?)fax["createdBy"], "D", out _).ShouldBeTrue();
        ((string?)fax["createdAt"]).ShouldBe((string?)fax["updatedAt"]);
    }

    [Fact]
    public async Task Case_07_every_problem_is_told_at_once()
    {
        using var api = await server.ApiAsync();
        var reply = await api.PostAsync("", new JsonObject { ["receiver"] = "4155550134", ["subject"] = new string('x', 256) }.ToJsonString());
        reply.ShouldBeInvalid(("receiver", "format"), ("subject", "length"));
        reply.Text.ShouldNotContain("4155550134");
    }

    [Fact]
    public async Task Case_08_a_fax_of_one_instance_is_not_found_in_another()
    {
        using var live = await server.ApiAsync();
        using var other = await server.ApiAsync(path: "clinic/other");
        var id = (string)(await live.CreateAsync())["id"]!;

        ((string?)(await other.GetAsync(id)).ShouldBeError(404, "FAX_NOT_FOUND")["id"]).ShouldBe(id);
        (await other.PatchAsync(id, """{"subject":"x"}""")).ShouldBeError(404, "FAX_NOT_FOUND");
        (await other.DeleteAsync(id)).ShouldBeError(404, "FAX_NOT_FOUND");
        (await live.GetAsync(id)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Case_09_an_id_that_is_no_uuid_is_invalid()
    {
        using var api = await server.ApiAsync();
        (await api.GetAsync("17")).ShouldBeInvalid(("faxId", "format"));
        (await api.PatchAsync("17", """{"receiver":12,"reviewed":"yes"}""")).ShouldBeInvalid(("faxId", "format"), ("receiver", "type"), ("reviewed", "type"));
        (await api.DeleteAsync("17/files/18")).ShouldBeInvalid(("faxId", "format"), ("fileId", "format"));
        var id = (string)(await api.CreateAsync())["id"]!;
        (await api.GetAsync($"%20{id}")).ShouldBeInvalid(("faxId", "format"));
        (await api.GetAsync($"{id}%0A")).ShouldBeInvalid(("faxId", "format"));
        (await api.PatchAsync(id, $$"""{"patientId":" {{id}}"}""")).ShouldBeInvalid(("patientId", "format"));
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PATCH", "/00000000-0000-0000-0000-000000000000")]
    [InlineData("POST", "/00000000-0000-0000-0000-000000000000/assign")]
    public async Task A_body_that_is_missing_with_its_type_is_not_readable(string method, string path)
    {
        using var api = await server.ApiAsync();
        (await api.SendAsync(new HttpMethod(method), path.TrimStart('/'))).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE").ShouldBeEmpty();
    }

    [Fact]
    public async Task Case_15_a_subject_is_changed_and_nothing_else()
    {
        using var api = await server.ApiAsync();
        var before = await api.CreateAsync("""{"receiver":"+14155550134","subject":"Referral letter"}""");
        var reply = await api.PatchAsync((string)before["id"]!, """{"subject":"Referral letter, corrected"}""");

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        var after = reply.Fax;
        ((string?)after["subject"]).ShouldBe("Referral letter, corrected");
        foreach (var property in Properties.Except(["subject", "updatedAt", "updatedBy", "updatedByName"]))
        {
            JsonNode.DeepEquals(after[property], before[property]).ShouldBeTrue(property);
        }

        (await api.GetAsync((string)before["id"]!)).Text.ShouldBe(reply.Text);
    }

    [Fact]
    public async Task Case_20_an_update_is_done_whole_or_not_at_all()
    {
        using var api = await server.ApiAsync();
        var draft = await api.CreateAsync("""{"subject":"Before"}""");
        var id = (string)draft["id"]!;

        var details = (await api.PatchAsync(id, """{"subject":"After","reviewed":true}""")).ShouldBeError(400, "FAX_DIRECTION_NOT_ALLOWED");
        ((string?)details["operation"]).ShouldBe("UPDATE");
        ((string?)details["direction"]).ShouldBe("OUTBOUND");
        ((string?)details["field"]).ShouldBe("reviewed");
        JsonNode.DeepEquals((await api.GetAsync(id)).Fax, draft).ShouldBeTrue();
    }

    [Fact]
    public async Task Case_39_a_deleted_draft_is_gone_everywhere()
    {
        using var api = await server.ApiAsync();
        var id = (string)(await api.CreateAsync("""{"receiver":"+14155550134"}"""))["id"]!;

        var deleted = await api.DeleteAsync(id);
        deleted.Status.ShouldBe(HttpStatusCode.OK, deleted.Text);
        deleted.Text.ShouldBeEmpty();
        (await api.GetAsync(id)).ShouldBeError(404, "FAX_NOT_FOUND");
        (await api.GetAsync("?size=100")).Content.ShouldNotContain(fax => (string?)fax["id"] == id);
        (await api.DeleteAsync(id)).ShouldBeError(404, "FAX_NOT_FOUND");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"subject":"Same","receiver":"+14155550135","status":"SENT","id":"x","files":[],"unknown":{}}""")]
    public async Task What_changes_nothing_is_not_stored_again(string patch)
    {
        using var api = await server.ApiAsync();
        var draft = await api.CreateAsync("""{"subject":"Same","receiver":"+14155550135"}""");
        var reply = await api.PatchAsync((string)draft["id"]!, patch);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        JsonNode.DeepEquals(reply.Fax, draft).ShouldBeTrue();
    }

    [Fact]
    public async Task Null_clears_a_property()
    {
        using var api = await server.ApiAsync();
        var id = (string)(await api.CreateAsync("""{"subject":"To go","receiver":"+14155550134"}"""))["id"]!;
        var fax = (await api.PatchAsync(id, """{"subject":null,"receiver":null,"sender":null,"patientId":null}""")).Fax;
        fax["subject"].ShouldBeNull();
        fax["receiver"].ShouldBeNull();
        (await api.PatchAsync(id, """{"reviewed":null}""")).ShouldBeInvalid(("reviewed", "type"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"subject":"x"} {}""")]
    public async Task What_is_no_JSON_object_is_not_readable(string body)
    {
        using var api = await server.ApiAsync();
        (await api.PostAsync("", body)).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"subject":"\ud83d"}""")]
    [InlineData("""{"subject":"a\u0000b"}""")]
    public async Task A_subject_that_FHIR_cannot_hold_is_invalid(string body)
    {
        using var api = await server.ApiAsync();
        (await api.PostAsync("", body)).ShouldBeInvalid(("subject", "format"));
    }

    [Theory]
    [InlineData("+0123456789")]
    [InlineData("+1 415 555 0134")]
    [InlineData("+123")]
    [InlineData("+1234567890123456")]
    [InlineData("")]
    public async Task A_number_is_E164_to_the_letter(string number)
    {
        using var api = await server.ApiAsync();
        (await api.PostAsync("", new JsonObject { ["receiver"] = number }.ToJsonString())).ShouldBeInvalid(("receiver", "format"));
    }

    [Fact]
    public async Task A_subject_of_255_characters_is_taken_whatever_they_are()
    {
        using var api = await server.ApiAsync();
        var subject = string.Concat(Enumerable.Repeat("😀", 255));
        ((string?)(await api.CreateAsync(new JsonObject { ["subject"] = subject }.ToJsonString()))["subject"]).ShouldBe(subject);
    }

    [Fact]
    public async Task A_patient_must_exist()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var unknown = Guid.NewGuid().ToString();
        ((string?)(await api.PostAsync("", $$"""{"patientId":"{{unknown}}"}""")).ShouldBeError(404, "PATIENT_NOT_FOUND")["id"]).ShouldBe(unknown);

        var patient = (string)(await fhir.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!;
        var fax = await api.CreateAsync($$"""{"patientId":"{{patient}}"}""");
        ((string?)fax["patientId"]).ShouldBe(patient);
        (await fhir.GetAsync($"Communication/{fax["id"]}")).Json["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/{patient}");
    }

    [Fact]
    public async Task A_patient_whose_id_is_no_uuid_has_an_alias()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        await fhir.PutAsync("Patient/anna", """{"resourceType":"Patient","id":"anna"}""");
        var id = (string)(await api.CreateAsync())["id"]!;
        var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
        communication["subject"] = new JsonObject { ["reference"] = "Patient/anna" };
        (await fhir.PutAsync($"Communication/{id}", communication.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);

        var alias = (string?)(await api.GetAsync(id)).Fax["patientId"];
        Guid.TryParseExact(alias, "D", out _).ShouldBeTrue();
        var another = await api.CreateAsync($$"""{"patientId":"{{alias}}"}""");
        ((string?)another["patientId"]).ShouldBe(alias);
        (await fhir.GetAsync($"Communication/{another["id"]}")).Json["subject"]!["reference"]!.GetValue<string>().ShouldBe("Patient/anna");
    }

    [Fact]
    public async Task A_receiver_is_one_Organization_a_number()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var first = await api.CreateAsync("""{"receiver":"+14155550199"}""");
        var second = await api.CreateAsync("""{"receiver":"+14155550199"}""");

        var reference = Recipient((await fhir.GetAsync($"Communication/{first["id"]}")).Json);
        Recipient((await fhir.GetAsync($"Communication/{second["id"]}")).Json).ShouldBe(reference);
        var organization = (await fhir.GetAsync(reference)).Json;
        ((string?)organization["name"]).ShouldBe("+14155550199");

        // Whoever gives it another number does not redirect faxes unseen: the drafts show it, and the number gets a new Organization.
        organization["telecom"]![0]!["value"] = "+14155550188";
        (await fhir.PutAsync(reference, organization.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
        ((string?)(await api.GetAsync((string)first["id"]!)).Fax["receiver"]).ShouldBe("+14155550188");
        ((string?)(await api.PatchAsync((string)first["id"]!, """{"receiver":"+14155550199"}""")).Fax["receiver"]).ShouldBe("+14155550199");
        Recipient((await fhir.GetAsync($"Communication/{first["id"]}")).Json).ShouldNotBe(reference);
    }

    [Fact]
    public async Task A_sender_is_the_number_of_a_mailbox_s_owner()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        (await api.PostAsync("", """{"sender":"+14155550100"}""")).ShouldBeInvalid(("sender", "unknownValue"));
        var owner = await fhir.CreateAsync("Organization", """
            {"resourceType":"Organization","identifier":[{"system":"https://efax.com","value":"front-desk"}],"telecom":[{"system":"fax","value":"+14155550100"}]}
            """);

        var fax = await api.CreateAsync("""{"sender":"+14155550100"}""");
        ((string?)fax["sender"]).ShouldBe("+14155550100");
        (await fhir.GetAsync($"Communication/{fax["id"]}")).Json["sender"]!["reference"]!.GetValue<string>().ShouldBe($"Organization/{owner["id"]}");
        ((string?)(await api.PatchAsync((string)fax["id"]!, """{"sender":null}""")).Fax["sender"]).ShouldBeNull();
    }

    private static string Recipient(JsonObject communication) => (string)communication["recipient"]![0]!["reference"]!;
}
