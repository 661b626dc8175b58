using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Tests.Sending;
using FhirFax.Fhir.Json;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Resources;

public sealed class FaxResourceRulesTests
{
    private static readonly FaxResourceRules Rules = new(SendingFixture.Preparer);

    [Fact]
    public async Task An_update_that_changes_nothing_of_ours_is_stored_as_sent()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var proposed = await fax.ReadAsync(id);
        proposed["topic"] = new JsonObject { ["text"] = "Referral" };
        proposed["note"] = JsonNode.Parse("""[{"text":"called"}]""");
        proposed["subject"] = new JsonObject { ["reference"] = "Patient/1" };
        proposed["category"]!.AsArray().Add(new JsonObject { ["text"] = "mine" });
        (await UpdateAsync(fax, id, proposed)).ShouldBeOfType<ResourceChange.AsSent>();
    }

    [Fact]
    public async Task The_servers_elements_keep_the_servers_values()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var stored = await fax.ReadAsync(id);
        var proposed = stored.DeepClone().AsObject();
        proposed["status"] = "completed";
        proposed["statusReason"] = new JsonObject { ["text"] = "because" };
        proposed["received"] = "2001-01-01T00:00:00Z";
        proposed.Remove("sent");
        proposed.Remove("extension");
        proposed["meta"]!.AsObject().Remove("tag");
        proposed["recipient"]![0]!.AsObject().Remove("extension");
        proposed["identifier"] = JsonNode.Parse("""[{"system":"https://efax.com","value":"forged"},{"system":"urn:mine","value":"7"}]""");
        proposed["topic"] = new JsonObject { ["text"] = "new" };

        var kept = Json(await UpdateAsync(fax, id, proposed));
        foreach (var element in new[] { "status", "statusReason", "sent", "received", "extension", "recipient" })
        {
            JsonNode.DeepEquals(kept[element], stored[element]).ShouldBeTrue(element);
        }

        JsonNode.DeepEquals(kept["meta"]!["tag"], stored["meta"]!["tag"]).ShouldBeTrue();
        kept["identifier"]!.AsArray().Select(i => (string?)i!["value"]).ShouldBe(["fax-1", "7"]);
        ((string?)kept["topic"]!["text"]).ShouldBe("new");
    }

    [Fact]
    public async Task A_deleted_fax_that_is_put_back_is_still_the_fax_that_was_sent()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        await CompleteAsync(fax);
        var completed = await fax.ReadAsync(id);
        var key = new ResourceKey("Communication", id);
        await fax.Store.WriteAsync((transaction, token) => transaction.DeleteAsync(SendingFixture.Key, key, null, "client", token), default);

        var clean = completed.DeepClone().AsObject();
        clean["status"] = "in-progress";
        clean.Remove("identifier");
        clean["recipient"]![0]!.AsObject().Remove("extension");
        var kept = Json(await UpdateAsync(fax, id, clean));
        ((string?)kept["status"]).ShouldBe("completed");
        JsonNode.DeepEquals(kept["identifier"], completed["identifier"]).ShouldBeTrue();
        JsonNode.DeepEquals(kept["recipient"], completed["recipient"]).ShouldBeTrue();

        clean["recipient"] = JsonNode.Parse("""[{"reference":"Organization/other"}]""");
        Refused(await UpdateAsync(fax, id, clean)).Kind.ShouldBe(FaxProblemKind.Conflict);
    }

    [Theory]
    [InlineData("recipient", """[{"reference":"Organization/other"}]""")]
    [InlineData("sender", """{"reference":"Organization/other"}""")]
    [InlineData("medium", """[{"text":"letter"}]""")]
    [InlineData("payload", """[{"contentString":"x"}]""")]
    [InlineData("payload", null)]
    public async Task What_was_faxed_to_whom_cannot_be_changed(string element, string? value)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var proposed = await fax.ReadAsync(id);
        if (value is null)
        {
            proposed.Remove(element);
        }
        else
        {
            proposed[element] = JsonNode.Parse(value);
        }

        var problem = Refused(await UpdateAsync(fax, id, proposed));
        problem.Kind.ShouldBe(FaxProblemKind.Conflict);
        problem.Outcome.Issues.ShouldHaveSingleItem().Expression.ShouldBe($"Communication.{element}");
    }

    [Fact]
    public async Task Entered_in_error_waits_for_the_end_of_every_delivery_and_then_stays()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var proposed = await fax.ReadAsync(id);
        proposed["status"] = "entered-in-error";
        Refused(await UpdateAsync(fax, id, proposed)).Outcome.Issues[0].Expression.ShouldBe("Communication.status");

        await CompleteAsync(fax);
        proposed = await fax.ReadAsync(id);
        proposed["status"] = "entered-in-error";
        (await UpdateAsync(fax, id, proposed)).ShouldBeOfType<ResourceChange.AsSent>();
        await fax.PutAsync(proposed);
        proposed["status"] = "completed";
        ((string?)Json(await UpdateAsync(fax, id, proposed))["status"]).ShouldBe("entered-in-error");
    }

    [Fact]
    public async Task The_reviewed_tag_survives_an_update_without_it()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var tagged = await fax.ReadAsync(id);
        tagged["meta"]!["tag"]!.AsArray().Add(new JsonObject { ["system"] = FaxUrls.FaxTagSystem, ["code"] = "reviewed" });
        (await UpdateAsync(fax, id, tagged)).ShouldBeOfType<ResourceChange.AsSent>();
        await fax.PutAsync(tagged.DeepClone().AsObject());
        tagged["meta"] = JsonNode.Parse("""{"tag":[{"system":"urn:mine","code":"x"}]}""");
        Json(await UpdateAsync(fax, id, tagged))["meta"]!["tag"]!.AsArray().Select(t => (string?)t!["code"]).ShouldBe(["x", "reviewed", "HTEST"]);
    }

    [Fact]
    public async Task The_reviewed_tag_goes_when_a_patch_takes_it_and_that_of_the_sandbox_stays()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var tagged = await fax.ReadAsync(id);
        tagged["meta"]!["tag"]!.AsArray().Add(new JsonObject { ["system"] = FaxUrls.FaxTagSystem, ["code"] = "reviewed" });
        await fax.PutAsync(tagged.DeepClone().AsObject());
        tagged["meta"]!.AsObject().Remove("tag");
        var kept = Json(await UpdateAsync(fax, new ResourceKey("Communication", id), tagged.ToJsonString(), isPatch: true));
        kept["meta"]!["tag"]!.AsArray().Select(t => (string?)t!["code"]).ShouldBe(["HTEST"]);
    }

    [Fact]
    public async Task A_fax_and_its_document_cannot_be_deleted_or_replaced_before_the_end()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await SentAsync(fax);
        var communication = new ResourceKey("Communication", id);
        var binary = new ResourceKey("Binary", ((string)(await fax.ReadAsync(id))["payload"]![0]!["contentAttachment"]!["url"]!).Split('/')[1]);
        var other = new ResourceKey("Binary", (await fax.UploadSampleAsync("x-ray.jpg", "image/jpeg")).Split('/')[1]);
        Refused(await DeleteAsync(fax, communication)).Kind.ShouldBe(FaxProblemKind.Conflict);
        Refused(await DeleteAsync(fax, binary)).Kind.ShouldBe(FaxProblemKind.Conflict);
        Refused(await UpdateAsync(fax, binary, """{"resourceType":"Binary","contentType":"text/plain"}""")).Kind.ShouldBe(FaxProblemKind.Conflict);
        (await DeleteAsync(fax, other)).ShouldBeOfType<ResourceChange.AsSent>();

        await CompleteAsync(fax);
        (await DeleteAsync(fax, communication)).ShouldBeOfType<ResourceChange.AsSent>();
        (await DeleteAsync(fax, binary)).ShouldBeOfType<ResourceChange.AsSent>();
    }

    [Fact]
    public async Task A_communication_that_was_never_sent_is_free()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var draft = await fax.GoodAsync();
        draft["id"] = "draft";
        await fax.PutAsync(draft.DeepClone().AsObject());
        draft["recipient"] = JsonNode.Parse("""[{"reference":"Organization/other"}]""");
        draft["status"] = "completed";
        (await UpdateAsync(fax, "draft", draft)).ShouldBeOfType<ResourceChange.AsSent>();
        (await DeleteAsync(fax, new ResourceKey("Communication", "draft"))).ShouldBeOfType<ResourceChange.AsSent>();
    }

    [Fact]
    public async Task A_received_fax_keeps_what_arrived_and_is_filed_freely()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var stored = await ReceivedAsync(fax);
        var proposed = stored.DeepClone().AsObject();
        proposed["recipient"] = JsonNode.Parse("""[{"reference":"Practitioner/1"}]""");
        proposed["subject"] = new JsonObject { ["reference"] = "Patient/1" };
        proposed["status"] = "entered-in-error";
        (await UpdateAsync(fax, "inbound", proposed)).ShouldBeOfType<ResourceChange.AsSent>();

        proposed.Remove("identifier");
        proposed.Remove("extension");
        proposed["sent"] = "2001-01-01T00:00:00Z";
        proposed.Remove("received");
        var kept = Json(await UpdateAsync(fax, "inbound", proposed));
        foreach (var element in new[] { "identifier", "extension", "sent", "received" })
        {
            JsonNode.DeepEquals(kept[element], stored[element]).ShouldBeTrue(element);
        }

        ((string?)kept["subject"]!["reference"]).ShouldBe("Patient/1");
        proposed["payload"] = JsonNode.Parse("""[{"contentString":"other"}]""");
        Refused(await UpdateAsync(fax, "inbound", proposed)).Outcome.Issues.ShouldHaveSingleItem().Expression.ShouldBe("Communication.payload");
    }

    [Fact]
    public async Task The_document_of_a_received_fax_goes_only_after_the_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        await ReceivedAsync(fax);
        var binary = new ResourceKey("Binary", "arrived");
        await fax.PutAsync("""{"resourceType":"Binary","id":"arrived","contentType":"application/pdf"}""");
        Refused(await DeleteAsync(fax, binary)).Kind.ShouldBe(FaxProblemKind.Conflict);
        (await DeleteAsync(fax, new ResourceKey("Communication", "inbound"))).ShouldBeOfType<ResourceChange.AsSent>();
        await fax.Store.WriteAsync(
            (transaction, token) => transaction.DeleteAsync(SendingFixture.Key, new ResourceKey("Communication", "inbound"), null, null, token), default);
        (await DeleteAsync(fax, binary)).ShouldBeOfType<ResourceChange.AsSent>();
    }

    private static async Task<JsonObject> ReceivedAsync(SendingFixture fax)
    {
        await fax.PutAsync($$$"""
            {
              "resourceType": "Communication", "id": "inbound", "status": "completed",
              "extension": [{"url": "{{{FaxUrls.OriginatingNumberExtension}}}", "valueString": "+15550001111"}],
              "identifier": [{"system": "https://efax.com", "value": "in-1"}],
              "sent": "2026-01-15T11:00:00.000Z", "received": "2026-01-15T11:00:00.000Z",
              "payload": [{"contentAttachment": {"url": "Binary/arrived", "contentType": "application/pdf"}}]
            }
            """);
        var inbox = new InboxRecord
        {
            Mailbox = new MailboxKey("app", "user-1"),
            CarrierId = "in-1",
            Project = SendingFixture.Key,
            Status = InboxStatus.Acknowledged,
            Seen = fax.Clock.GetUtcNow(),
            Details = "{}",
            CommunicationId = "inbound",
        };
        await fax.Store.WriteAsync(
            async (transaction, token) =>
            {
                await transaction.PinAsync(SendingFixture.Key, "inbound", [new ResourceKey("Binary", "arrived")], token);
                return await transaction.TryAddInboxAsync(inbox, token);
            },
            default);
        return await fax.ReadAsync("inbound");
    }

    private static async Task<string> SentAsync(SendingFixture fax)
    {
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.HandOver.RunOnceAsync(default);
        return id;
    }

    private static async Task CompleteAsync(SendingFixture fax)
    {
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        fax.Pass(TimeSpan.FromMinutes(1));
        (await fax.Tracking.RunOnceAsync(default)).ShouldBe(1);
    }

    private static Task<ResourceChange> UpdateAsync(SendingFixture fax, string id, JsonObject proposed) =>
        UpdateAsync(fax, new ResourceKey("Communication", id), proposed.ToJsonString());

    private static async Task<ResourceChange> UpdateAsync(SendingFixture fax, ResourceKey key, string proposed, bool isPatch = false)
    {
        ResourceDocument.TryParse(System.Text.Encoding.UTF8.GetBytes(proposed), out var document, out _).ShouldBeTrue();
        return await fax.Store.WriteAsync(
            async (transaction, token) => await Rules.BeforeUpdateAsync(
                transaction, SendingFixture.Key, (await transaction.ReadAsync(SendingFixture.Key, key, token))!, document!, isPatch, token),
            default);
    }

    private static Task<ResourceChange> DeleteAsync(SendingFixture fax, ResourceKey key) => fax.Store.WriteAsync(
        async (transaction, token) => await Rules.BeforeDeleteAsync(
            transaction, SendingFixture.Key, (await transaction.ReadAsync(SendingFixture.Key, key, token))!, token),
        default);

    private static JsonObject Json(ResourceChange change) => JsonNode.Parse(change.ShouldBeOfType<ResourceChange.Rewritten>().Utf8)!.AsObject();

    private static FaxProblem Refused(ResourceChange change) => change.ShouldBeOfType<ResourceChange.Refused>().Problem;
}
