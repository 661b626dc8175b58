using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 resource-operation-validate.html.</summary>
public sealed class ValidateTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Patient = """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"active":true}""";

    [Theory]
    [InlineData(Patient, null)]
    [InlineData("""{"resourceType":"Patient","active":"yes"}""", "Patient.active")]
    [InlineData("""{"resourceType":"Patient","nope":1}""", "Patient.nope")]
    [InlineData("""{"resourceType":"Patient","meta":null}""", "Patient.meta")]
    [InlineData("""{"resourceType":"Patient","meta":["http://example.org"]}""", "Patient.meta")]
    [InlineData("""{"resourceType":"Basic","code":{"text":"x"}}""", "Basic")]
    public async Task The_answer_is_a_200_that_tells_the_errors(string json, string? expression)
    {
        using var api = server.Api();

        foreach (var body in (string[])[json, $$"""{"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"create"},{"name":"resource","resource":{{json}} }]}"""])
        {
            var reply = await api.PostAsync("Patient/$validate", body);
            reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
            reply.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
            var errors = Errors(reply);
            (expression is null ? errors.Count == 0 : errors.Exists(e => e["expression"]![0]!.GetValue<string>() == expression)).ShouldBeTrue(reply.Text);
        }

        (await api.GetAsync("Patient?active=true&_count=0&_total=accurate")).Json["total"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task At_the_instance_an_update_and_a_delete_are_judged()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"A"}"""))["id"]!.GetValue<string>();
        string Update(string of) => $$"""{"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"update"},{"name":"resource","resource":{"resourceType":"Organization","id":"{{of}}","name":"B"} }]}""";

        Errors(await api.PostAsync($"Organization/{id}/$validate", Update(id))).ShouldBeEmpty();
        Errors(await api.PostAsync($"Organization/{id}/$validate", Update("other"))).ShouldHaveSingleItem();
        Errors(await api.PostAsync($"Organization/{id}/$validate?mode=delete", null)).ShouldBeEmpty();
        Errors(await api.PostAsync($"Organization/{id}/$validate", null)).ShouldBeEmpty();
        (await api.PostAsync("Organization/nobody/$validate", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync($"Organization/{id}")).Header("ETag").ShouldBe("W/\"1\"");

        // What the server defines cannot be changed or deleted, and that is said beforehand.
        var definition = await api.GetAsync("OperationDefinition/send-efax");
        Errors(await api.PostAsync("OperationDefinition/send-efax/$validate?mode=delete", null)).ShouldHaveSingleItem()["code"]!.GetValue<string>().ShouldBe((await api.DeleteAsync("OperationDefinition/send-efax")).IssueCode);
        definition.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"maybe\"/><nope value=\"1\"/></Patient>", 200, "Patient.active", "Patient.nope")]
    [InlineData("<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"resource\"/><resource><Patient><active value=\"maybe\"/></Patient></resource></parameter></Parameters>", 200, "Parameters.parameter[0].resource.active")]
    [InlineData("<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"resource\"/><nope/></parameter></Parameters>", 400, "Parameters.parameter[0].nope")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active", 400)]
    public async Task What_is_wrong_with_xml_is_told_like_anything_else(string xml, int status, params string[] expressions)
    {
        using var api = server.Api();

        var reply = await api.SendAsync(HttpMethod.Post, "Patient/$validate", System.Text.Encoding.UTF8.GetBytes(xml), "application/fhir+xml");

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Json["issue"]!.AsArray().Where(i => i!["expression"] is not null).Select(i => i!["expression"]![0]!.GetValue<string>()).ShouldBe(expressions);
    }

    [Theory]
    [InlineData("Patient/$validate", null, 400)]
    [InlineData("Patient/$validate", "nonsense", 400)]
    [InlineData("Patient/$validate?mode=dance", Patient, 400)]
    [InlineData("Patient/$validate?mode=delete", null, 400)]
    [InlineData("Patient/$validate?mode=update", Patient, 400)]
    [InlineData("Patient/$validate", """{"resourceType":"Parameters","parameter":[{"name":"what","valueString":"x"}]}""", 400)]
    [InlineData("Patient/$validate", """{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient"}},{"name":"resource","resource":{"resourceType":"Patient"}}]}""", 400)]
    [InlineData("$validate", Patient, 404)]
    public async Task What_is_no_request_of_the_operation_is_refused(string path, string? body, int status)
    {
        using var api = server.Api();

        ((int)(await api.PostAsync(path, body)).Status).ShouldBe(status);
    }

    [Fact]
    public async Task Only_known_profiles_are_taken()
    {
        using var api = server.Api();

        foreach (var name in (string[])["Patient", "Patient%7C4.0.1", "DomainResource", "Resource"])
        {
            Errors(await api.PostAsync($"Patient/$validate?profile=http://hl7.org/fhir/StructureDefinition/{name}", Patient)).ShouldBeEmpty(name);
        }

        Errors(await api.PostAsync("Patient/$validate?profile=http://hl7.org/fhir/StructureDefinition/Group", Patient)).ShouldHaveSingleItem();
        Errors(await api.PostAsync("Patient/$validate?profile=http://example.org/p", Patient)).ShouldHaveSingleItem()["code"]!.GetValue<string>().ShouldBe("not-supported");
    }

    [Theory]
    [InlineData("outbound", "", null, null)]
    [InlineData("outbound", "payload", "required", "Communication.payload")]
    [InlineData("outbound", "recipient", "required", "Communication.recipient")]
    [InlineData("outbound", "medium", "required", "Communication.medium")]
    [InlineData("outbound", "category", "required", "Communication.category")]
    [InlineData("inbound", "", "required", "Communication.category")]
    public async Task A_fax_is_checked_against_its_profile(string profile, string without, string? code, string? expression)
    {
        using var api = server.Api();
        var url = $"https://fhirfax.org/fhir/StructureDefinition/{profile}-fax-communication";
        var fax = Fax();
        fax.Remove(without);

        var asked = await api.PostAsync($"Communication/$validate?profile={url}", fax.ToJsonString());
        fax["meta"] = new JsonObject { ["profile"] = new JsonArray(url) };
        var claimed = await api.PostAsync("Communication/$validate", fax.ToJsonString());

        foreach (var reply in (Reply[])[asked, claimed])
        {
            var errors = Errors(reply);
            if (code is null)
            {
                errors.ShouldBeEmpty(reply.Text);
            }
            else
            {
                errors.ShouldContain(e => e["code"]!.GetValue<string>() == code && e["expression"]![0]!.GetValue<string>() == expression, reply.Text);
                errors.ShouldAllBe(e => e["details"]!["text"]!.GetValue<string>().Contains(url));
            }
        }
    }

    [Fact]
    public async Task A_profile_limits_numbers_types_and_slices()
    {
        using var api = server.Api();
        const string Url = "https://fhirfax.org/fhir/StructureDefinition/outbound-fax-communication|0.1.0";
        var fax = Fax();
        fax["payload"]!.AsArray().Add(new JsonObject { ["contentString"] = "Hello" });
        fax["category"]!.AsArray().Add(fax["category"]![0]!.DeepClone());
        fax["identifier"] = new JsonArray(new JsonObject { ["system"] = "https://efax.com" }, new JsonObject { ["system"] = "urn:other" });

        Errors(await api.PostAsync($"Communication/$validate?profile={Uri.EscapeDataString(Url)}", fax.ToJsonString()))
            .Select(e => e["expression"]![0]!.GetValue<string>())
            .ShouldBe(["Communication.payload[1].content", "Communication.category", "Communication.identifier[0].value"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""[{"url":"delivery","valueString":"1"},{"url":"number","valueString":"+12025550199"},{"url":"status","valueCode":"queued"}]""")]
    [InlineData("""[{"url":"delivery","valueString":"1"},{"url":"number","valueString":"+12025550199"},{"url":"status","valueCode":"lost"}]""", "code-invalid .extension[2].value")]
    [InlineData("""[{"url":"delivery","valueInteger":1},{"url":"number","valueString":"+12025550199"},{"url":"status","valueCode":"queued"}]""", "structure .extension[0].value")]
    [InlineData("""[{"url":"delivery","valueString":"1"},{"url":"number","valueString":"+12025550199"},{"url":"status","valueCode":"queued"},{"url":"mood","valueCode":"good"}]""", "structure .extension[3]")]
    [InlineData("""[{"url":"delivery","valueString":"1"},{"url":"status","valueCode":"queued"},{"url":"status","valueCode":"queued"}]""", "required .extension", "structure .extension")]
    public async Task The_extensions_of_the_server_are_checked_wherever_they_stand(string parts, params string[] expected)
    {
        const string Url = "https://fhirfax.org/fhir/StructureDefinition/fax-delivery";
        using var api = server.Api();
        var fax = Fax();
        fax["recipient"]![0]!["extension"] = new JsonArray(new JsonObject { ["url"] = Url, ["extension"] = JsonNode.Parse(parts) });

        Errors(await api.PostAsync("Communication/$validate", fax.ToJsonString()))
            .Select(e => $"{e["code"]} {e["expression"]![0]!.GetValue<string>().Replace("Communication.recipient[0].extension[0]", "", StringComparison.Ordinal)}")
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task An_extension_of_the_server_stands_where_it_belongs_and_has_its_type()
    {
        using var api = server.Api();
        const string Pages = """[{"url":"https://fhirfax.org/fhir/StructureDefinition/fax-page-count","valueString":"three"}]""";
        var fax = Fax();
        fax["extension"] = JsonNode.Parse(Pages);
        var patient = JsonNode.Parse(Patient)!.AsObject();
        patient["_active"] = new JsonObject { ["extension"] = JsonNode.Parse(Pages.Replace("\"valueString\":\"three\"", "\"valueUnsignedInt\":3", StringComparison.Ordinal)) };

        Errors(await api.PostAsync("Communication/$validate", fax.ToJsonString())).ShouldHaveSingleItem()["expression"]![0]!.GetValue<string>().ShouldBe("Communication.extension[0].value");
        Errors(await api.PostAsync("Patient/$validate", patient.ToJsonString())).ShouldHaveSingleItem()["details"]!["text"]!.GetValue<string>().ShouldEndWith("is for Communication, not for Patient.active.");
    }

    [Fact]
    public async Task An_unknown_profile_is_an_error_when_asked_for_and_a_warning_when_claimed()
    {
        using var api = server.Api();
        var claimed = await api.PostAsync("Patient/$validate", """{"resourceType":"Patient","meta":{"profile":["http://example.org/p"]},"active":true}""");

        Errors(claimed).ShouldBeEmpty();
        claimed.Json["issue"]!.AsArray().ShouldContain(i => i!["severity"]!.GetValue<string>() == "warning" && i["details"]!["text"]!.GetValue<string>().Contains("not known"));
        Errors(await api.PostAsync("Patient/$validate?profile=https://fhirfax.org/fhir/StructureDefinition/outbound-fax-communication", Patient))
            .ShouldHaveSingleItem()["details"]!["text"]!.GetValue<string>().ShouldContain("is for Communication");
        Errors(await api.PostAsync("Communication/$validate?profile=https://fhirfax.org/fhir/StructureDefinition/outbound-fax-communication%7C9", Fax().ToJsonString()))
            .ShouldHaveSingleItem()["code"]!.GetValue<string>().ShouldBe("not-supported");
    }

    [Fact]
    public async Task What_is_stored_is_validated_by_get()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Communication", Fax().ToJsonString()))["id"]!.GetValue<string>();

        Errors(await api.GetAsync($"Communication/{id}/$validate")).ShouldBeEmpty();
        Errors(await api.GetAsync($"Communication/{id}/$validate?mode=profile&profile=https://fhirfax.org/fhir/StructureDefinition/inbound-fax-communication")).ShouldNotBeEmpty();
        (await api.GetAsync($"Communication/{id}/$validate?mode=profile")).Status.ShouldBe(HttpStatusCode.BadRequest);
        Errors(await api.GetAsync($"Communication/{id}/$validate?mode=delete")).ShouldBeEmpty();
        Errors(await api.GetAsync("Communication/nobody/$validate?mode=delete")).ShouldHaveSingleItem()["code"]!.GetValue<string>().ShouldBe("not-found");
        await api.DeleteAsync($"Communication/{id}");
        Errors(await api.GetAsync($"Communication/{id}/$validate?mode=delete")).ShouldHaveSingleItem()["code"]!.GetValue<string>().ShouldBe("deleted");
    }

    private static JsonObject Fax() => JsonNode.Parse("""
        {"resourceType":"Communication","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"status":"preparation",
         "category":[{"coding":[{"system":"http://medplum.com/fhir/CodeSystem/fax-direction","code":"outbound","display":"Outbound"}]}],
         "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
         "recipient":[{"reference":"Organization/1"}],"payload":[{"contentAttachment":{"url":"Binary/1"}}]}
        """)!.AsObject();

    [Fact]
    public async Task Parameters_can_be_validated_themselves()
    {
        using var api = server.Api();

        Errors(await api.PostAsync("Parameters/$validate", """{"resourceType":"Parameters","parameter":[{"name":"x","valueString":"y"}]}""")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_operation_has_its_own_scope()
    {
        using var reader = server.Api("reader");

        (await reader.PostAsync("Patient/$validate", Patient)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static List<JsonObject> Errors(Reply reply)
    {
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return [.. reply.Json["issue"]!.AsArray().Select(i => i!.AsObject()).Where(i => i["severity"]!.GetValue<string>() is "error" or "fatal")];
    }
}
