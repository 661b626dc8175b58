using FhirFax.Acceptance.Fire;
using FhirFax.ProbedServer;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Acceptance.Journeys;

/// <summary>The comparison of ledger and store, on evidence made by hand: each thing that must never be is seen, and nothing else.</summary>
public sealed class The_verdict
{
    private const string AttemptId = "11111111-1111-4111-8111-111111111111";
    private const string CarrierId = "22222222-2222-4222-8222-222222222222";
    private const string ReceivedId = "33333333-3333-4333-8333-333333333333";

    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProjectKey Project = new("default", "live");
    private static readonly PlannedFax Wanted = PlannedFax.Of(0);
    private static readonly DroppedFax Dropped = new(ReceivedId, "+12026660000", new string('a', 64));

    [Fact]
    public void A_run_in_which_all_went_well_is_clean() => Verdict.Of(Good()).ShouldBeEmpty();

    [Fact]
    public void A_fax_that_the_carrier_never_got_is_lost() => Seen(Good() with { Accepted = [] }).ShouldBe([ViolationKind.Lost]);

    [Fact]
    public void A_fax_without_a_Communication_is_lost() => Seen(Good() with { Sent = [] }).ShouldBe([ViolationKind.Unwanted, ViolationKind.Lost]);

    [Fact]
    public void Two_faxes_to_one_number_are_doubled() =>
        Seen(Good() with { Accepted = [Accepted() with { FaxId = ReceivedId }, Accepted()] }).ShouldBe([ViolationKind.Doubled]);

    [Fact]
    public void Two_Communications_about_one_number_are_doubled() => Seen(Good() with { Sent = [Sent(), Sent() with { Id = "b" }] }).ShouldBe([ViolationKind.Doubled]);

    [Fact]
    public void Another_document_is_a_mistake() =>
        Seen(Good() with { Accepted = [Accepted() with { Digests = [new string('b', 64)] }] }).ShouldBe([ViolationKind.Mistaken]);

    [Fact]
    public void Another_carrier_id_is_a_mistake() => Seen(Good() with { Sent = [Sent() with { CarrierIds = [ReceivedId] }] }).ShouldBe([ViolationKind.Mistaken]);

    [Fact]
    public void A_fax_to_a_number_that_nobody_wanted_is_seen() =>
        Seen(Good() with { Accepted = [Accepted(), Accepted() with { Number = "15559999999" }] }).ShouldBe([ViolationKind.Unwanted]);

    [Theory]
    [InlineData("in-progress")]
    [InlineData("unknown")]
    [InlineData("stopped")]
    public void A_wrong_end_is_seen(string status) => Seen(Good() with { Sent = [Sent() with { Status = status }] }).ShouldBe([ViolationKind.WrongState]);

    [Fact]
    public void An_end_that_the_carrier_does_not_confirm_is_wrong() =>
        Seen(Good() with { Accepted = [Accepted() with { Status = "ERROR" }] }).ShouldBe([ViolationKind.WrongState]);

    [Fact]
    public void A_terminal_state_that_was_left_is_seen() =>
        Seen(Good() with { Sent = [Sent() with { Versions = [Version(0, "completed"), Version(1, "in-progress"), Version(2, "completed")] }] }).ShouldBe([ViolationKind.Regressed]);

    [Fact]
    public void Unknown_needs_a_cause() => Seen(Unknown()).ShouldBe([ViolationKind.UnexplainedUnknown]);

    [Fact]
    public void A_lost_answer_is_a_cause()
    {
        var evidence = Unknown() with { Calls = [new CarrierCall(1, "POST", "/faxes", AttemptId, 201, "drop-after")] };

        Verdict.Of(evidence).ShouldBeEmpty();
        new UnknownCauses(evidence).Counts.ShouldBe([new("answer lost after the body went out: drop-after", 1)]);
    }

    [Fact]
    public void A_refusal_is_none() =>
        Seen(Unknown() with { Calls = [new CarrierCall(1, "POST", "/faxes", AttemptId, 429, "throttle")] }).ShouldBe([ViolationKind.UnexplainedUnknown]);

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(-1, false)]
    [InlineData(5, false)]
    public void A_kill_is_a_cause_only_while_submitting(double secondsAfterTheStart, bool isCause) =>
        Verdict.Of(Unknown() with { ServerKills = [new Kill(Start.AddSeconds(secondsAfterTheStart), Start.AddSeconds(secondsAfterTheStart), Step.BodySent)] }).Count.ShouldBe(isCause ? 0 : 1);

    [Fact]
    public void A_received_fax_that_is_not_there_is_lost() => Seen(Good() with { Received = [] }).ShouldBe([ViolationKind.Lost]);

    [Fact]
    public void A_received_fax_that_is_there_twice_is_doubled() => Seen(Good() with { Received = [Received(), Received()] }).ShouldBe([ViolationKind.Doubled]);

    [Fact]
    public void A_received_fax_with_another_document_is_a_mistake() => Seen(Good() with { Received = [Received() with { Digest = null }] }).ShouldBe([ViolationKind.Mistaken]);

    [Fact]
    public void A_received_fax_that_the_carrier_was_not_told_of_is_not_over() =>
        Seen(Good() with { Received = [Received() with { Inbox = InboxStatus.Stored }] }).ShouldBe([ViolationKind.WrongState]);

    [Fact]
    public void To_acknowledge_what_is_not_stored_is_seen_at_any_moment() =>
        Verdict.Of(Good() with { Received = [], Calls = [new CarrierCall(1, "PATCH", $"/faxes/{ReceivedId}/metadata", "t", 200, null)] }, isOver: false)
            .Select(static violation => violation.Kind).ShouldBe([ViolationKind.AcknowledgedUnstored]);

    private static IEnumerable<ViolationKind> Seen(Evidence evidence) => Verdict.Of(evidence).Select(static violation => violation.Kind);

    private static Evidence Good() => new()
    {
        Planned = [Wanted],
        Dropped = [Dropped],
        Accepted = [Accepted()],
        Calls = [],
        Sent = [Sent()],
        Received = [Received()],
        ServerKills = [],
        CarrierKills = [],
    };

    private static Evidence Unknown() => Good() with { Sent = [Sent() with { Versions = [Version(0, "submitting"), Version(1, "unknown"), Version(2, "completed")] }] };

    private static AcceptedFax Accepted() => new(CarrierId, Wanted.Number[1..], AttemptId, "COMPLETE", [DroppedFax.DigestOf(Wanted.Content)]);

    private static FoundVersion Version(int second, string status) =>
        new(Start.AddSeconds(second), new Dictionary<string, (string, int)> { ["delivery"] = (status, 1) });

    private static FoundFax Sent() => new()
    {
        Id = "a",
        Status = "completed",
        CarrierIds = [CarrierId],
        Versions = [Version(0, "submitting"), Version(1, "in-progress"), Version(2, "completed")],
        Deliveries = [(Delivery(), [new AttemptRecord { Project = Project, Id = AttemptId, DeliveryId = "delivery", Ordinal = 1, Status = AttemptStatus.Completed, Started = Start }])],
    };

    private static DeliveryRecord Delivery() => new()
    {
        Project = Project,
        Id = "delivery",
        CommunicationId = "a",
        Ordinal = 0,
        Recipients = [0],
        Number = Wanted.Number,
        Mailbox = new MailboxKey("app", "user"),
        Documents = [],
        Created = Start,
        Status = DeliveryStatus.Completed,
    };

    private static FoundFax Received() => new()
    {
        Id = "r",
        Status = "completed",
        CarrierIds = [ReceivedId],
        Versions = [],
        Digest = Dropped.Digest,
        CallingNumber = Dropped.From,
        Inbox = InboxStatus.Acknowledged,
    };
}
