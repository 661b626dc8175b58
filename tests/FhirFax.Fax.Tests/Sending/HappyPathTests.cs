using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class HappyPathTests
{
    [Fact]
    public async Task A_fax_goes_out_is_tracked_and_completes()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("in-progress");

        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(1);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        var submission = fax.Scripted.Submissions.ShouldHaveSingleItem();
        submission.Number.ShouldBe(SendingFixture.Number);
        submission.Reference.ShouldBe((await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Id);

        fax.Pass(fax.Options.StatusPollInterval);
        (await fax.Tracking.RunOnceAsync(default)).ShouldBe(1);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);

        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 2, null);
        fax.Pass(TimeSpan.FromMinutes(1));
        (await fax.Tracking.RunOnceAsync(default)).ShouldBe(1);
        var communication = await fax.ReadAsync(id);
        ((string?)communication["status"]).ShouldBe("completed");
        communication["statusReason"].ShouldBeNull();
        communication["received"].ShouldNotBeNull();
        (await fax.DeliveryAsync(id)).Pages.ShouldBe(2);
    }

    [Fact]
    public async Task The_answer_waits_for_the_carrier_and_shows_what_it_said()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.FromSeconds(10) });
        var sending = fax.SendAsync(await fax.GoodAsync());
        while (!sending.IsCompleted)
        {
            await fax.HandOver.RunOnceAsync(default);
        }

        var accepted = (await sending).ShouldBeOfType<SendResult.Accepted>();
        accepted.IsReplay.ShouldBeFalse();
        var communication = JsonNode.Parse(accepted.Communication.Utf8.Span)!;
        communication["identifier"]![0]!["system"]!.GetValue<string>().ShouldBe("https://efax.com");
        communication["identifier"]![0]!["value"]!.GetValue<string>().ShouldBe("fax-1");
        communication["sent"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_sent_fax_has_every_property_of_the_integration_guides_sample()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var sender = await fax.PutAsync("""{"resourceType":"Practitioner","id":"sender-id","identifier":[{"system":"https://efax.com","value":"user-9"}]}""");
        await fax.PutAsync("""{"resourceType":"Practitioner","id":"recipient-id","telecom":[{"system":"fax","value":"+15551234567"}]}""");
        var binary = await fax.UploadSampleAsync("referral.pdf", "application/pdf");
        var id = await fax.SentAsync(JsonNode.Parse($$$"""
            {
              "resourceType": "Communication",
              "status": "in-progress",
              "medium": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", "code": "FAXWRIT", "display": "telefax"}]}],
              "sender": {"reference": "{{{sender}}}"},
              "recipient": [{"reference": "Practitioner/recipient-id"}],
              "payload": [{"contentAttachment": {"url": "{{{binary}}}", "contentType": "application/pdf"}}]
            }
            """)!.AsObject());
        await fax.HandOver.RunOnceAsync(default);

        var sent = await fax.ReadAsync(id);
        Same(sent["status"], "\"in-progress\"");
        Same(sent["identifier"], """[{"system": "https://efax.com", "value": "fax-1"}]""");
        Same(sent["medium"], """[{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", "code": "FAXWRIT", "display": "telefax"}]}]""");
        Same(sent["sender"], """{"reference": "Practitioner/sender-id"}""");
        Same(sent["recipient"]![0]!["reference"], "\"Practitioner/recipient-id\"");
        sent["sent"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        Same(sent["category"], """[{"coding": [{"system": "http://medplum.com/fhir/CodeSystem/fax-direction", "code": "outbound"}]}]""");
        Same(sent["payload"], $$$"""[{"contentAttachment": {"url": "{{{binary}}}", "contentType": "application/pdf"}}]""");
        (await fax.DeliveryAsync(id)).Mailbox.UserId.ShouldBe("user-9");
    }

    private static void Same(JsonNode? actual, string expected) =>
        JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).ShouldBeTrue(actual?.ToJsonString());
}
