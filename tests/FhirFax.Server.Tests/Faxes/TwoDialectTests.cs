using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>The same scenario played through each dialect ends in equal resources, and in equal faxes.</summary>
public sealed partial class TwoDialectTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private static readonly byte[] Document = Samples.Pdf();

    [Theory]
    [InlineData("+14155551234", "completed", "SENT")]
    [InlineData("+14155550142", "stopped", "FAILED")]
    public async Task A_fax_is_written_changed_linked_and_sent(string number, string status, string faxStatus)
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var patient = (string)(await fhir.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!;

        var byFaxes = await PlayFaxesAsync(api, number, patient);
        var byFhir = await PlayFhirAsync(fhir, number, patient);
        var ours = await EndAsync(api, fhir, byFaxes, status);
        var theirs = await EndAsync(api, fhir, byFhir, status);
        ours.Communication.ShouldBe(theirs.Communication);
        ours.Fax.ShouldBe(theirs.Fax);
        ((string?)(await api.GetAsync(byFhir)).Fax["status"]).ShouldBe(faxStatus);
        ((string?)(await api.GetAsync(byFhir)).Fax["patientId"]).ShouldBe(patient);
    }

    private static async Task<string> PlayFaxesAsync(FaxApi api, string number, string patient)
    {
        var id = (string)(await api.CreateAsync($$"""{"receiver":"{{number}}","subject":"Draft"}"""))["id"]!;
        (await api.PatchAsync(id, """{"subject":"Referral letter"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.UploadAsync(id, ("referral.pdf", Document))).Status.ShouldBe(HttpStatusCode.Created);
        (await api.PostAsync($"{id}/assign", $$"""{"patientId":"{{patient}}"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.PostAsync($"{id}/send")).Status.ShouldBe(HttpStatusCode.OK);
        return id;
    }

    private static async Task<string> PlayFhirAsync(FhirApi fhir, string number, string patient)
    {
        var receiver = await fhir.CreateAsync("Organization", $$"""{"resourceType":"Organization","name":"{{number}}","telecom":[{"system":"fax","value":"{{number}}"}]}""");
        var draft = await fhir.CreateAsync("Communication", $$"""
            {"resourceType":"Communication","status":"preparation",
             "category":[{"coding":[{"system":"http://medplum.com/fhir/CodeSystem/fax-direction","code":"outbound"}]}],
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "topic":{"text":"Draft"},"recipient":[{"reference":"Organization/{{receiver["id"]}}"}]}
            """);
        var id = (string)draft["id"]!;
        var binary = (await fhir.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf")).Id;
        draft["topic"]!["text"] = "Referral letter";
        draft["subject"] = new JsonObject { ["reference"] = $"Patient/{patient}" };
        draft["payload"] = JsonNode.Parse($$"""
            [{"id":"{{Guid.NewGuid()}}","contentAttachment":{"contentType":"application/pdf","url":"Binary/{{binary}}","size":{{Document.Length}},"title":"referral.pdf"} }]
            """);
        (await fhir.PutAsync($"Communication/{id}", draft.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
        var sent = await fhir.PostAsync($"Communication/{id}/$send-efax", null);
        ((int)sent.Status).ShouldBeInRange(200, 202, sent.Text);
        return id;
    }

    /// <summary>Both faces of the fax when it has ended, without what differs from fax to fax.</summary>
    private static async Task<(string Communication, string Fax)> EndAsync(FaxApi api, FhirApi fhir, string id, string status)
    {
        var fax = await api.WaitWhileAsync(id, "PROCESSING");
        var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
        ((string?)communication["status"]).ShouldBe(status);
        communication["meta"]!.AsObject().Remove("versionId");
        return (Sorted(communication), Sorted(fax));
    }

    private static string Sorted(JsonObject json)
    {
        var sorted = new JsonObject(json.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone())));
        return CarrierId().Replace(Instant().Replace(Uuid().Replace(sorted.ToJsonString(), "id"), "time"), "$1\"fax\"");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Instant();

    [GeneratedRegex("(\"externalId\":|\"url\":\"carrierId\",\"valueString\":|\"system\":\"https://efax.com\",\"value\":)\"[^\"]+\"")]
    private static partial Regex CarrierId();
}
