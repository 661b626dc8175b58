using System.Text.Json.Nodes;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Sending;

public sealed class SendTargetTests
{
    [Fact]
    public async Task A_body_with_an_unknown_id_is_stored_under_it()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        (await fax.SentAsync(communication)).ShouldBe("mine");
    }

    [Fact]
    public async Task The_stored_communication_is_sent_and_its_other_content_kept()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        communication["identifier"] = JsonNode.Parse("""[{"system":"urn:mine","value":"7"}]""");
        communication["extension"] = JsonNode.Parse("""[{"url":"https://example.org/weight","valueDecimal":1.50}]""");
        communication["note"] = JsonNode.Parse("""[{"text":"Grüße <Chef>"}]""");
        await fax.PutAsync(communication.DeepClone().AsObject());

        (await fax.SendAsync(null, id: "mine")).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeFalse();
        await fax.HandOver.RunOnceAsync(default);
        var text = await fax.TextAsync("mine");
        text.ShouldContain("\"valueDecimal\":1.50");
        text.ShouldContain("Grüße <Chef>");
        text.ShouldContain("urn:mine");
    }

    [Fact]
    public async Task The_created_communication_posted_again_is_the_stored_one()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await fax.PutAsync(communication.DeepClone().AsObject());
        communication["recipient"]![0]!["reference"] = $"https://fax.example/fhir/R4/{(string?)communication["recipient"]![0]!["reference"]}";
        (await fax.SentAsync(communication)).ShouldBe("mine");
    }

    [Fact]
    public async Task A_contained_recipient_that_was_changed_is_another_recipient()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync("#to");
        communication["id"] = "mine";
        communication["contained"] = Contained("+15551234567");
        await fax.PutAsync(communication.DeepClone().AsObject());
        communication["contained"] = Contained("+15557654321");

        var problem = await fax.RefusedAsync(communication);
        problem.Kind.ShouldBe(FaxProblemKind.Conflict);
        problem.Outcome.Issues.ShouldHaveSingleItem().Expression.ShouldBe("Communication.recipient");

        communication["contained"] = Contained("+15551234567");
        (await fax.SentAsync(communication)).ShouldBe("mine");
    }

    private static JsonNode Contained(string number) => JsonNode.Parse(
        $$"""[{"resourceType":"Organization","id":"to","name":"Acme","telecom":[{"system":"fax","value":"{{number}}"}]}]""")!;

    [Fact]
    public async Task The_sender_in_the_path_may_be_repeated_and_is_no_change()
    {
        await using var fax = await SendingFixture.CreateAsync();
        await fax.PutAsync("""{"resourceType":"Organization","id":"ward","identifier":[{"system":"https://efax.com","value":"user-9"}]}""");
        var ward = new ResourceKey("Organization", "ward");
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await fax.PutAsync(communication.DeepClone().AsObject());
        (await fax.SendAsync(communication, sender: ward)).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeFalse();
        (await fax.SendAsync(communication, sender: ward)).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeTrue();
    }

    [Theory]
    [InlineData("sender", """{"reference":"Practitioner/other"}""")]
    [InlineData("recipient", """[{"reference":"Organization/other"}]""")]
    [InlineData("medium", """[{"text":"fax"}]""")]
    [InlineData("payload", """[{"contentString":"other"}]""")]
    public async Task Another_content_than_the_stored_one_is_a_conflict_that_names_the_element(string element, string value)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await fax.PutAsync(communication.DeepClone().AsObject());
        communication[element] = JsonNode.Parse(value);
        var problem = await fax.RefusedAsync(communication);
        problem.Kind.ShouldBe(FaxProblemKind.Conflict);
        problem.Outcome.Issues.ShouldHaveSingleItem().Expression.ShouldBe($"Communication.{element}");
    }

    [Fact]
    public async Task A_sent_communication_is_never_sent_again_whatever_was_added_to_it()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await fax.SentAsync(communication);
        (await fax.SendAsync(communication)).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeTrue();

        await fax.HandOver.RunOnceAsync(default);
        (await fax.SendAsync(communication)).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
        (await fax.SendAsync(null, id: "mine")).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
        (await fax.SendAsync(await fax.ReadAsync("mine"))).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("not-done")]
    [InlineData("entered-in-error")]
    [InlineData("unknown")]
    public async Task A_status_that_is_no_order_to_send_is_refused(string status)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["status"] = status;
        (await fax.OneIssueAsync(communication)).Expression.ShouldBe("Communication.status");
    }

    [Fact]
    public async Task A_draft_is_sent_and_is_in_progress_from_then_on()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["status"] = "preparation";
        ((string?)(await fax.ReadAsync(await fax.SentAsync(communication)))["status"]).ShouldBe("in-progress");
    }

    [Fact]
    public async Task Every_problem_is_reported_at_once()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Project = fax.Project with { Secrets = new CarrierSecrets("app", "key", null) };
        var problem = await fax.RefusedAsync(JsonNode.Parse("""
            {
              "resourceType": "Communication", "status": "completed",
              "identifier": [{"value": "x"}, {"system": "https://efax.com", "value": "stolen"}],
              "category": [{"coding": [{"system": "http://medplum.com/fhir/CodeSystem/fax-direction", "code": "inbound"}]}],
              "recipient": [{"reference": "Organization/none"}, {"display": "Dr. Who"}],
              "payload": [{"contentString": "hi"}, {"contentAttachment": {"url": "https://elsewhere.example/a.pdf"}}]
            }
            """)!.AsObject());
        problem.Kind.ShouldBe(FaxProblemKind.Unprocessable);
        problem.Outcome.Issues.Select(i => i.Expression).ShouldBe(
            [
                "Communication.status", "Communication.medium", "Communication.category", "Communication.identifier[1]", "Communication.sender",
                "Communication.recipient[0]", "Communication.recipient[1]", "Communication.payload[0].content", "Communication.payload[1].content",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Without_secrets_or_without_the_instance_in_the_path_it_is_404()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        await AssertNotFoundAsync(FaxProblemKind.NotFound, fax.SendAsync(communication, sender: new ResourceKey("Organization", "none")));
        await AssertNotFoundAsync(FaxProblemKind.NotFound, fax.SendAsync(null, id: "none"));
        fax.Project = fax.Project with { Secrets = null };
        await AssertNotFoundAsync(FaxProblemKind.NotConfigured, fax.SendAsync(communication));
    }

    [Fact]
    public async Task A_deleted_communication_is_gone()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await fax.PutAsync(communication.DeepClone().AsObject());
        await fax.Store.WriteAsync(
            (transaction, token) => transaction.DeleteAsync(SendingFixture.Key, new ResourceKey("Communication", "mine"), null, null, token), default);
        (await fax.RefusedAsync(communication)).Kind.ShouldBe(FaxProblemKind.Gone);
    }

    [Fact]
    public async Task A_received_fax_is_not_sent_even_when_its_category_was_changed()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "inbound";
        await fax.PutAsync(communication.DeepClone().AsObject());
        await fax.Store.WriteAsync(
            (transaction, token) => transaction.TryAddInboxAsync(
                new InboxRecord
                {
                    Mailbox = new MailboxKey("app", "user-1"),
                    CarrierId = "in-1",
                    Project = SendingFixture.Key,
                    Status = InboxStatus.Acknowledged,
                    Seen = transaction.Now,
                    Details = "{}",
                    CommunicationId = "inbound",
                },
                token),
            default);
        (await fax.RefusedAsync(communication)).Outcome.Issues[0].Text.ShouldContain("received");
    }

    [Fact]
    public async Task What_a_client_wrote_into_the_servers_elements_is_not_trusted()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["sent"] = "2001-01-01T00:00:00Z";
        communication["received"] = "2001-01-01T00:00:00Z";
        communication["statusReason"] = new JsonObject { ["text"] = "because" };
        communication["extension"] = JsonNode.Parse($$$"""[{"url":"{{{FaxUrls.FaxPageCountExtension}}}","valueUnsignedInt":99}]""");
        communication["recipient"]![0]!["extension"] = JsonNode.Parse(
            $$$"""[{"url":"{{{FaxUrls.FaxDeliveryExtension}}}","extension":[{"url":"status","valueCode":"completed"}]}]""");
        var stored = await fax.ReadAsync(await fax.SentAsync(communication));
        stored["sent"].ShouldBeNull();
        stored["received"].ShouldBeNull();
        stored["statusReason"].ShouldBeNull();
        ((int?)stored["extension"]!.AsArray().ShouldHaveSingleItem()!["valueUnsignedInt"]).ShouldNotBe(99);
        stored["recipient"]![0]!["extension"]!.AsArray().ShouldHaveSingleItem()!["extension"]!.ToJsonString().ShouldContain("\"queued\"");
    }

    private static async Task AssertNotFoundAsync(FaxProblemKind kind, Task<SendResult> sending)
    {
        var problem = (await sending).ShouldBeOfType<SendResult.Problem>().Reason;
        problem.Kind.ShouldBe(kind);
        problem.Outcome.Id.ShouldBe("not-found");
        problem.Outcome.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.NotFound);
    }
}
