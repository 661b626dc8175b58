using System.Text.Json.Nodes;
using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Lifecycle;

public sealed class FaxMappingTests(LifecycleFixture fixture) : IClassFixture<LifecycleFixture>
{
    public static TheoryData<DeliveryStatus, DeliveryStatus> Pairs
    {
        get
        {
            var pairs = new TheoryData<DeliveryStatus, DeliveryStatus>();
            foreach (var first in Enum.GetValues<DeliveryStatus>())
            {
                foreach (var second in Enum.GetValues<DeliveryStatus>())
                {
                    pairs.Add(first, second);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_status_follows_from_all_Deliveries(DeliveryStatus first, DeliveryStatus second)
    {
        var fax = (await fixture.ShowAsync(FaxMapping.NewDraft(), first, second)).ShouldNotBeNull();
        var isEnded = IsEnd(first) && IsEnd(second);
        fax.Status.ShouldBe(
            !isEnded ? FaxStatus.Processing : first == DeliveryStatus.Completed && second == DeliveryStatus.Completed ? FaxStatus.Sent : FaxStatus.Failed);
        fax.Direction.ShouldBe(FaxDirection.Outbound);
        fax.Receiver.ShouldBe("+14155551230");
        fax.Pages.ShouldBe(first == DeliveryStatus.Completed ? 3 : null);
        (fax.ErrorMessage is not null).ShouldBe(fax.Status == FaxStatus.Failed);
    }

    [Theory]
    [InlineData("new", """{"coding":[{"code":"c"}],"text":"new"}""")]
    [InlineData(null, """{"coding":[{"code":"c"}]}""")]
    public void A_subject_leaves_the_coding_of_the_topic(string? subject, string expected)
    {
        var communication = FaxMapping.NewDraft();
        communication["topic"] = JsonNode.Parse("""{"coding":[{"code":"c"}],"text":"old"}""");
        FaxMapping.SetSubject(communication, subject);
        communication["topic"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public async Task What_is_written_into_a_draft_makes_it_neither_sent_nor_received()
    {
        var forged = FaxMapping.NewDraft();
        forged["status"] = "completed";
        forged["statusReason"] = new JsonObject { ["text"] = "forged" };
        forged["received"] = "2026-01-01T00:00:00Z";
        forged["identifier"] = JsonNode.Parse("""[{"system":"https://efax.com","value":"forged"}]""");
        forged["recipient"] = JsonNode.Parse("""[{"display":"x","extension":[{"url":"https://fhirfax.org/fhir/StructureDefinition/fax-delivery","extension":[{"url":"status","valueCode":"completed"}]}]}]""");
        forged["meta"] = JsonNode.Parse("""{"tag":[{"system":"https://fhirfax.org/fhir/CodeSystem/fax-tag","code":"reviewed"}]}""");

        var fax = (await fixture.ShowAsync(forged)).ShouldNotBeNull();
        fax.Status.ShouldBe(FaxStatus.Draft);
        (fax.SentAt, fax.ReceivedAt, fax.ExternalId, fax.ErrorMessage, fax.Pages, fax.IsReviewed).ShouldBe((null, null, null, null, null, false));
    }

    [Fact]
    public async Task A_sent_fax_that_is_called_inbound_stays_outbound()
    {
        var communication = FaxMapping.NewDraft();
        communication["category"]![0]!["coding"]![0]!["code"] = "inbound";
        (await fixture.ShowAsync(communication, DeliveryStatus.Completed))!.Direction.ShouldBe(FaxDirection.Outbound);
        (await fixture.ShowAsync(communication))!.Status.ShouldBe(FaxStatus.Received);
    }

    [Fact]
    public async Task What_is_no_fax_is_not_shown()
    {
        var letter = FaxMapping.NewDraft();
        letter["medium"]![0]!["coding"]![0]!["code"] = "MAILWRIT";
        letter["topic"] = new JsonObject { ["text"] = "FAXWRIT" };
        (await fixture.ShowAsync(letter)).ShouldBeNull();
    }

    [Fact]
    public void What_is_set_is_shown()
    {
        var texts = Gen.Elements("Referral letter", "ä", " leading", "line\nbreak", "😀", "\"quoted\\").OrNull();
        var ids = Gen.Elements("anna", "0b6f2f52-2a0e-4a4d-9f6b-2f3f4f0d7c11").OrNull();
        var cases = from subject in texts
                    from patient in ids
                    from isReviewed in Gen.Elements(false, true)
                    from isInbound in Gen.Elements(false, true)
                    from files in Gen.Choose(0, 4)
                    from status in Gen.Elements<DeliveryStatus?>([null, .. Enum.GetValues<DeliveryStatus>()])
                    select (subject, patient, isReviewed, isInbound, files, status);
        Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            var (subject, patient, isReviewed, isInbound, files, status) = sample;
            var communication = FaxMapping.NewDraft();
            if (isInbound)
            {
                communication["category"]![0]!["coding"]![0]!["code"] = "inbound";
                status = null;
            }

            FaxMapping.SetSubject(communication, "before");
            FaxMapping.SetSubject(communication, subject);
            FaxMapping.SetPatient(communication, patient is null ? null : new ResourceKey("Patient", patient));
            FaxMapping.SetReviewed(communication, true);
            FaxMapping.SetReviewed(communication, isReviewed);
            var added = Enumerable.Range(0, files).Select(i => Guid.NewGuid()).ToList();
            for (var i = 0; i < files; i++)
            {
                FaxFiles.Append(communication, FaxFiles.Payload(added[i], File(i), $"b{i}"));
            }

            var fax = fixture.ShowAsync(communication, status is { } delivery ? [delivery] : []).GetAwaiter().GetResult().ShouldNotBeNull();
            fax.Subject.ShouldBe(subject);
            fax.PatientId.ShouldBe(patient is null ? null : FaxAliases.Of(LifecycleFixture.Project, new ResourceKey("Patient", patient)));
            fax.IsReviewed.ShouldBe(isReviewed && isInbound);
            fax.Files.Select(file => (file.Id, file.ContentType, file.Size)).ShouldBe(added.Select((id, i) => (id, "application/pdf", (long)i)));
            if (!isInbound)
            {
                fax.Files.Select(file => file.OriginalName).ShouldBe(added.Select((_, i) => $"{i}.pdf"));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Files_keep_their_ids_when_others_go()
    {
        var communication = FaxMapping.NewDraft();
        communication["payload"] = new JsonArray(
            Attachment("Binary/a"), Attachment("Binary/b"), Attachment("Binary/a"), new JsonObject { ["contentReference"] = new JsonObject { ["reference"] = "Binary/c" } });
        var before = (await fixture.ShowAsync(communication))!.Files;
        before.Select(file => file.Id).Distinct().Count().ShouldBe(4);
        FaxFiles.Remove(communication, 1).ShouldBe(new ResourceKey("Binary", "b"));
        communication["payload"]!.AsArray().Count.ShouldBe(3);
        FaxFiles.Remove(communication, 2).ShouldBe(new ResourceKey("Binary", "c"));
        FaxFiles.Remove(communication, 0);
        FaxFiles.Remove(communication, 0);
        communication.ContainsKey("payload").ShouldBeFalse();
    }

    private static bool IsEnd(DeliveryStatus status) =>
        status is DeliveryStatus.Completed or DeliveryStatus.Failed or DeliveryStatus.Refused or DeliveryStatus.Cancelled;

    private static JsonObject Attachment(string url) => new() { ["contentAttachment"] = new JsonObject { ["contentType"] = "application/pdf", ["url"] = url } };

    private static NewFaxFile File(int number) => new($"{number}.pdf", "application/pdf", new ContentReceipt(ContentHash.FromDigest(new byte[32]), number));
}
