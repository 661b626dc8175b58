using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Tasks;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class ResolveTests
{
    private static readonly TransmissionResult Underway = new TransmissionResult.Known(TransmissionState.InProgress, null, null, null, null) { Number = SendingFixture.Number };

    [Fact]
    public async Task Adopted_it_is_followed_under_the_carriers_id()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await UnknownAsync(fax);
        fax.Scripted.Transmission = static _ => Underway;

        (await ResolveAsync(fax, id, OutcomeDecision.Adopt, "fax-77")).ShouldBeOfType<SendResult.Accepted>();

        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        ((string?)(await fax.ReadAsync(id))["identifier"]![0]!["value"]).ShouldBe("fax-77");
        await DecidedAsync(fax, id, "adopt");
        fax.Scripted.Transmission = static _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        fax.Pass(TimeSpan.Zero);
        await fax.Tracking.RunOnceAsync(default);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("completed");
        (await ResolveAsync(fax, id, OutcomeDecision.Adopt, "fax-77")).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_carrier_says_of_the_adopted_fax_counts_at_once()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await UnknownAsync(fax);
        fax.Scripted.Transmission = static _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 3, null);
        await ResolveAsync(fax, id, OutcomeDecision.Adopt, "fax-77");
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("completed");
        (await fax.DeliveryAsync(id)).Pages.ShouldBe(3);
    }

    [Fact]
    public async Task Only_a_fax_that_can_be_this_one_is_adopted()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await UnknownAsync(fax);
        (await RefusedAsync(fax, id, OutcomeDecision.Adopt, null)).ShouldBe(FaxProblemKind.Unprocessable);
        fax.Scripted.Transmission = static _ => new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.NotFound));
        (await RefusedAsync(fax, id, OutcomeDecision.Adopt, "fax-77")).ShouldBe(FaxProblemKind.Unprocessable);
        fax.Scripted.Transmission = static _ => new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable));
        (await RefusedAsync(fax, id, OutcomeDecision.Adopt, "fax-77")).ShouldBe(FaxProblemKind.BadRequest);
        fax.Scripted.Transmission = static _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null) { Number = "+15557654321" };
        (await RefusedAsync(fax, id, OutcomeDecision.Adopt, "fax-77")).ShouldBe(FaxProblemKind.Unprocessable);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("requested");
    }

    [Fact]
    public async Task A_fax_that_is_known_to_be_another_one_is_not_adopted()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var other = await fax.SentAsync(await fax.GoodAsync(await fax.OrganizationAsync("+15550000002")));
        await fax.HandOver.RunOnceAsync(default);
        var id = await UnknownAsync(fax);

        (await RefusedAsync(fax, id, OutcomeDecision.Adopt, (await fax.DeliveryAsync(other)).CarrierId)).ShouldBe(FaxProblemKind.Unprocessable);

        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
    }

    [Fact]
    public async Task Resent_it_gets_exactly_one_new_attempt_however_often_and_from_how_many_sides_that_is_decided()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await UnknownAsync(fax);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ResolveAsync(fax, id, OutcomeDecision.Resend)));
        await fax.HandOver.RunOnceAsync(default);
        fax.Pass(TimeSpan.FromHours(1));
        await fax.Reconcile.RunOnceAsync(default);
        await fax.HandOver.RunOnceAsync(default);

        results.Count(r => r is SendResult.Pending { IsReplay: false }).ShouldBe(1);
        fax.Scripted.Submissions.Count.ShouldBe(2);
        (await fax.AttemptsAsync(id)).Select(a => a.Status).ShouldBe([AttemptStatus.Failed, AttemptStatus.Accepted]);
        await DecidedAsync(fax, id, "resend");
        (await RefusedAsync(fax, id, OutcomeDecision.GiveUp, null)).ShouldBe(FaxProblemKind.Conflict);
    }

    [Fact]
    public async Task Given_up_it_has_failed_with_its_reason_and_is_not_tried_again()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await UnknownAsync(fax);

        (await ResolveAsync(fax, id, OutcomeDecision.GiveUp)).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeFalse();
        (await ResolveAsync(fax, id, OutcomeDecision.GiveUp)).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();

        var communication = await fax.ReadAsync(id);
        ((string?)communication["status"]).ShouldBe("stopped");
        ((string?)communication["statusReason"]!["coding"]![1]!["code"]).ShouldBe("given-up");
        await DecidedAsync(fax, id, "give-up");
        (await fax.Retry.RetryAsync(fax.Sent(id), null, default)).ShouldBeOfType<SendResult.Problem>().Reason.Kind.ShouldBe(FaxProblemKind.Conflict);
        fax.Pass(TimeSpan.FromHours(1));
        await fax.Reconcile.RunOnceAsync(default);
        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_an_unknown_delivery_of_this_fax_is_decided()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        (await RefusedAsync(fax, id, OutcomeDecision.Resend, null)).ShouldBe(FaxProblemKind.Conflict);
        (await fax.Resolve.ResolveAsync(new ResolveRequest(fax.Sent(id), "nobody", OutcomeDecision.Resend, null), default))
            .ShouldBeOfType<SendResult.Problem>().Reason.Kind.ShouldBe(FaxProblemKind.Unprocessable);
    }

    private static async Task<SendResult> ResolveAsync(SendingFixture fax, string id, OutcomeDecision decision, string? carrierId = null) =>
        await fax.Resolve.ResolveAsync(new ResolveRequest(fax.Sent(id), (await fax.DeliveryAsync(id)).Id, decision, carrierId), default);

    private static async Task<FaxProblemKind> RefusedAsync(SendingFixture fax, string id, OutcomeDecision decision, string? carrierId) =>
        (await ResolveAsync(fax, id, decision, carrierId)).ShouldBeOfType<SendResult.Problem>().Reason.Kind;

    private static async Task DecidedAsync(SendingFixture fax, string id, string decision)
    {
        var stored = await fax.Store.ReadAsync(SendingFixture.Key, FaxTasks.KeyOf(SendingFixture.Key, id, FaxTaskCode.DecideOutcome), default);
        var task = JsonNode.Parse(stored!.Utf8.Span)!;
        ((string?)task["status"]).ShouldBe("completed");
        ((string?)task["note"]!.AsArray().ShouldHaveSingleItem()!["authorString"]).ShouldBe("client");
        task["output"]!.AsArray().Select(o => (string?)(o!["valueCode"] ?? o["valueString"])).ShouldBe([(await fax.DeliveryAsync(id)).Id, decision]);
    }

    private static async Task<string> UnknownAsync(SendingFixture fax)
    {
        fax.Scripted.Next(new SubmitResult.Unknown(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.HandOver.RunOnceAsync(default);
        await fax.Reconcile.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        return id;
    }
}
