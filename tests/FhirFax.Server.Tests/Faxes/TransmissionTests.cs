using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Cases 16, 28 to 33 and 38 of fax-lifecycle-api.md 14, through to the sandbox's socket.</summary>
public sealed class TransmissionTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private const string Ordinary = "+14155551234";
    private const string Busy = "+14155550141";
    private const string OutOfOrder = "+14155550194";
    private const string Refused = "+14155550195";
    private const string Pending = "+14155550191";
    private const string NotAllowed = "FAX_STATUS_NOT_ALLOWED";

    [Fact]
    public async Task Case_29_a_draft_needs_a_receiver_and_a_file()
    {
        using var api = await server.ApiAsync();
        var id = (string)(await api.CreateAsync())["id"]!;
        ((string?)(await api.PostAsync($"{id}/send")).ShouldBeError(400, "FAX_RECEIVER_REQUIRED")["id"]).ShouldBe(id);
        await api.PatchAsync(id, $$"""{"receiver":"{{Ordinary}}"}""");
        (await api.PostAsync($"{id}/send")).ShouldBeError(400, "FAX_FILES_REQUIRED");
        ((string?)(await api.GetAsync(id)).Fax["status"]).ShouldBe("DRAFT");
    }

    [Fact]
    public async Task Case_30_a_complete_draft_is_sent()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var draft = await CompleteAsync(api, Ordinary);
        var id = (string)draft["id"]!;
        var reply = await api.PostAsync($"{id}/send", "this body is ignored");

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        ((string?)reply.Fax["status"]).ShouldBe("PROCESSING");
        reply.Fax["sentAt"].ShouldBeNull();
        reply.Fax["pages"].ShouldBeNull();
        JsonNode.DeepEquals(reply.Fax["files"], draft["files"]).ShouldBeTrue();
        ((string?)reply.Fax["receiver"]).ShouldBe(Ordinary);

        var sent = await api.WaitWhileAsync(id, "PROCESSING");
        ((string?)sent["status"]).ShouldBe("SENT", sent.ToJsonString());
        sent["sentAt"].ShouldNotBeNull();
        sent["externalId"].ShouldNotBeNull();
        ((int)sent["pages"]!).ShouldBeGreaterThan(0);
        sent["errorMessage"].ShouldBeNull();
        sent["updatedBy"].ShouldBeNull();
        ((string?)sent["createdByName"]).ShouldBe("API_CLIENT:app");

        // The other face of the same fax.
        var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
        ((string?)communication["status"]).ShouldBe("completed");
        ((string?)communication["received"]).ShouldBe((string?)sent["sentAt"]);
        ((string?)communication["identifier"]![0]!["value"]).ShouldBe((string?)sent["externalId"]);
    }

    [Fact]
    public async Task Case_31_of_two_that_send_at_once_one_does()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = (string)(await CompleteAsync(api, Ordinary))["id"]!;
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.PostAsync($"{id}/send")));

        replies.Count(reply => reply.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var reply in replies.Where(reply => reply.Status != HttpStatusCode.OK))
        {
            var details = reply.ShouldBeError(400, NotAllowed);
            ((string?)details["operation"]).ShouldBe("SEND");
            details["allowedStatuses"]!.ToJsonString().ShouldBe("""["DRAFT"]""");
        }

        await api.WaitWhileAsync(id, "PROCESSING");
        (await fhir.GetAsync($"Communication/{id}")).Json["identifier"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Case_32_a_fax_that_failed_is_tried_again()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = await SendAsync(api, Busy);
        var failed = await api.WaitWhileAsync(id, "PROCESSING");
        ((string?)failed["status"]).ShouldBe("FAILED");
        ((string?)failed["errorMessage"]).ShouldBe("The line was busy each time it was called.");
        failed["sentAt"].ShouldBeNull();

        var retried = await Task.WhenAll(api.PostAsync($"{id}/retry"), api.PostAsync($"{id}/retry"));
        var done = retried.Single(reply => reply.Status == HttpStatusCode.OK);
        ((string?)done.Fax["status"]).ShouldBe("PROCESSING");
        done.Fax["errorMessage"].ShouldBeNull();
        retried.Single(reply => reply != done).ShouldBeError(400, NotAllowed)["allowedStatuses"]!.ToJsonString().ShouldBe("""["FAILED"]""");

        var again = await api.WaitWhileAsync(id, "PROCESSING");
        ((string?)again["status"]).ShouldBe("FAILED");
        ((string?)again["externalId"]).ShouldNotBe((string?)failed["externalId"]);
        (await fhir.GetAsync($"Communication/{id}")).Json["identifier"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_fax_that_the_carrier_refused_has_failed_and_can_be_tried_again()
    {
        using var api = await server.ApiAsync();
        var id = await SendAsync(api, Refused);
        var failed = await api.WaitWhileAsync(id, "PROCESSING");
        ((string?)failed["status"]).ShouldBe("FAILED");
        ((string?)failed["errorMessage"]).ShouldNotBeNullOrEmpty();
        failed["externalId"].ShouldBeNull();
        ((string?)(await api.PostAsync($"{id}/retry")).Fax["status"]).ShouldBe("PROCESSING");
        ((string?)(await api.WaitWhileAsync(id, "PROCESSING"))["status"]).ShouldBe("FAILED");
    }

    [Fact]
    public async Task A_carrier_that_is_out_of_order_is_no_error_of_the_call()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = await SendAsync(api, OutOfOrder);
        await Wait.UntilAsync(async () =>
            (await fhir.GetAsync($"Communication/{id}")).Text.Contains("\"url\":\"attempts\",\"valueUnsignedInt\":1", StringComparison.Ordinal));
        var fax = (await api.GetAsync(id)).Fax;
        ((string?)fax["status"]).ShouldBe("PROCESSING");
        fax["errorMessage"].ShouldBeNull();
        (await api.DeleteAsync(id)).ShouldBeError(400, NotAllowed);
    }

    [Fact]
    public async Task Cases_16_28_33_and_38_what_is_under_way_or_has_ended_stays_as_it_is()
    {
        using var api = await server.ApiAsync();
        var draft = (string)(await CompleteAsync(api, Ordinary))["id"]!;
        (await api.PostAsync($"{draft}/retry")).ShouldBeError(400, NotAllowed);

        var faxes = await Task.WhenAll(SendAsync(api, Ordinary), SendAsync(api, Busy), SendAsync(api, Pending));
        var sent = await api.WaitWhileAsync(faxes[0], "PROCESSING");
        var failed = await api.WaitWhileAsync(faxes[1], "PROCESSING");
        var processing = (await api.GetAsync(faxes[2])).Fax;
        foreach (var (fax, status) in ((JsonObject, string)[])[(sent, "SENT"), (failed, "FAILED"), (processing, "PROCESSING")])
        {
            var id = (string)fax["id"]!;
            ((string?)fax["status"]).ShouldBe(status);
            foreach (var body in (string[])["""{"subject":"x"}""", """{"receiver":null}""", """{"sender":null}"""])
            {
                var details = (await api.PatchAsync(id, body)).ShouldBeError(400, NotAllowed);
                ((string?)details["operation"], (string?)details["status"]).ShouldBe(("UPDATE", status));
            }

            ((string?)(await api.DeleteAsync($"{id}/files/{fax["files"]![0]!["id"]}")).ShouldBeError(400, NotAllowed)["operation"]).ShouldBe("DELETE_FILE");
            ((string?)(await api.UploadAsync(id, ("one.pdf", Samples.Pdf()))).ShouldBeError(400, NotAllowed)["operation"]).ShouldBe("UPLOAD_FILES");
            ((string?)(await api.PostAsync($"{id}/send")).ShouldBeError(400, NotAllowed)["operation"]).ShouldBe("SEND");
            if (status != "FAILED")
            {
                ((string?)(await api.PostAsync($"{id}/retry")).ShouldBeError(400, NotAllowed)["operation"]).ShouldBe("RETRY");
            }
        }

        (await api.DeleteAsync(faxes[2])).ShouldBeError(400, NotAllowed)["allowedStatuses"]!.ToJsonString().ShouldBe("""["DRAFT","SENT","FAILED","RECEIVED"]""");
        (await api.DeleteAsync(faxes[0])).Status.ShouldBe(HttpStatusCode.OK);
        (await api.DeleteAsync(faxes[1])).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync(faxes[0])).ShouldBeError(404, "FAX_NOT_FOUND");
        (await api.GetAsync(faxes[2])).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_document_that_cannot_be_faxed_is_named_when_it_is_to_be_sent()
    {
        using var api = await server.ApiAsync();
        var id = (string)(await api.CreateAsync($$"""{"receiver":"{{Ordinary}}"}"""))["id"]!;
        await api.UploadAsync(id, ("damaged.pdf", "%PDF-1.4 and no more"u8.ToArray()));
        var reply = await api.PostAsync($"{id}/send");
        reply.ShouldBeInvalid(("files", "unknownValue"));
        ((string?)(await api.GetAsync(id)).Fax["status"]).ShouldBe("DRAFT");
    }

    [Fact]
    public async Task A_fax_of_the_FHIR_dialect_is_whole_in_this_one()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var binary = (await fhir.SendAsync(HttpMethod.Post, "Binary?_filename=referral.pdf", Samples.Pdf(), "application/pdf")).Id;
        var receiver = await fhir.CreateAsync("Organization", $$"""{"resourceType":"Organization","name":"Clinic","telecom":[{"system":"fax","value":"{{Ordinary}}"}]}""");
        var sending = await fhir.PostAsync("$send-efax", $$"""
            {"resourceType":"Communication","status":"in-progress","topic":{"text":"From FHIR"},
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "recipient":[{"reference":"Organization/{{receiver["id"]}}"}],
             "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/{{binary}}","title":"referral.pdf"} }]}
            """);
        ((int)sending.Status).ShouldBeInRange(200, 202, sending.Text);

        var sent = await api.WaitWhileAsync(sending.Id!, "PROCESSING");
        ((string?)sent["status"], (string?)sent["direction"], (string?)sent["subject"], (string?)sent["receiver"]).ShouldBe(("SENT", "OUTBOUND", "From FHIR", Ordinary));
        var file = sent["files"]![0]!;
        ((string?)file["originalName"]).ShouldBe("referral.pdf");
        ((long)file["size"]!).ShouldBeGreaterThan(100);
        (await api.GetAsync(sending.Id!)).Text.ShouldContain((string)file["id"]!);
    }

    private static async Task<JsonObject> CompleteAsync(FaxApi api, string receiver)
    {
        var id = (string)(await api.CreateAsync($$"""{"receiver":"{{receiver}}","subject":"Referral letter"}"""))["id"]!;
        var uploaded = await api.UploadAsync(id, ("referral.pdf", Samples.Pdf()));
        uploaded.Status.ShouldBe(HttpStatusCode.Created, uploaded.Text);
        return uploaded.Fax;
    }

    private static async Task<string> SendAsync(FaxApi api, string receiver)
    {
        var id = (string)(await CompleteAsync(api, receiver))["id"]!;
        var reply = await api.PostAsync($"{id}/send");
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        ((string?)reply.Fax["status"]).ShouldBe("PROCESSING");
        return id;
    }
}
