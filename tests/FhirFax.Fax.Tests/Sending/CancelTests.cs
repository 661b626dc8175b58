using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class CancelTests
{
    private static readonly TransmissionResult Cancelled = new TransmissionResult.Known(TransmissionState.Cancelled, "E45", null, null, null);
    private static readonly TransmissionResult Completed = new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
    private static readonly TransmissionResult Busy = new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null);

    [Fact]
    public async Task What_waits_is_stopped_at_once_and_never_reaches_the_carrier()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());

        var result = await fax.Cancel.CancelAsync(fax.Sent(id), default);
        await fax.HandOver.RunOnceAsync(default);

        result.ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeFalse();
        fax.Scripted.Submissions.ShouldBeEmpty();
        fax.Scripted.Cancellations.ShouldBeEmpty();
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Cancelled);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("stopped");
        (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
    }

    [Fact]
    public async Task The_carriers_consent_proves_nothing_and_the_tracker_decides()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var stopped = await AcceptedAsync(fax);
        var late = await AcceptedAsync(fax);

        foreach (var id in (string[])[stopped, late])
        {
            (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Pending>();
            (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        }

        var lateId = (await fax.DeliveryAsync(late)).CarrierId;
        fax.Scripted.Transmission = carrierId => carrierId == lateId ? Completed : Cancelled;
        fax.Pass(TimeSpan.Zero);
        (await fax.Tracking.RunOnceAsync(default)).ShouldBe(2);

        (await fax.DeliveryAsync(stopped)).Status.ShouldBe(DeliveryStatus.Cancelled);
        (await fax.DeliveryAsync(late)).Status.ShouldBe(DeliveryStatus.Completed);
        (await RefusedAsync(fax, late)).Kind.ShouldBe(FaxProblemKind.Conflict);
    }

    [Fact]
    public async Task A_request_outlives_an_outage_and_a_restart()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Cancellation = static _ => new CancelResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable));
        (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Pending>();

        await fax.RestartAsync();
        fax.Scripted.Cancellation = static _ => new CancelResult.Requested();
        fax.Pass(TimeSpan.FromMinutes(1));
        await fax.Tracking.RunOnceAsync(default);

        fax.Scripted.Cancellations.Count.ShouldBe(2);
        (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fax_that_was_to_be_stopped_is_not_tried_again_by_itself()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, Resubmissions = 3 });
        var id = await AcceptedAsync(fax);
        await fax.Cancel.CancelAsync(fax.Sent(id), default);
        fax.Scripted.Transmission = static _ => Busy;
        fax.Pass(TimeSpan.Zero);
        await fax.Tracking.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Failed);
    }

    [Fact]
    public async Task Cancelled_during_the_hand_over_it_is_asked_to_stop_as_soon_as_it_is_accepted()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await CancelledWhileSubmittingAsync(fax, submission => new SubmitResult.Accepted(fax.Scripted.Take(submission)));
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);

        fax.Scripted.Transmission = static _ => Cancelled;
        fax.Pass(TimeSpan.Zero);
        await fax.Tracking.RunOnceAsync(default);

        fax.Scripted.Cancellations.ShouldHaveSingleItem().ShouldBe((await fax.DeliveryAsync(id)).CarrierId);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Cancelled);
    }

    [Fact]
    public async Task Cancelled_during_a_hand_over_that_proves_absent_it_is_not_sent_again()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await CancelledWhileSubmittingAsync(fax, static _ => new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.Throttled)));
        fax.Pass(TimeSpan.FromHours(1));
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Cancelled);
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_while_unknown_it_is_not_sent_again_when_it_proves_absent()
    {
        await using var fax = await SendingFixture.CreateAsync(
            new SendingOptions { SubmitWait = TimeSpan.Zero, AbsenceIsProof = true, SettlingTime = TimeSpan.FromMinutes(1) });
        fax.Scripted.Next(new SubmitResult.Unknown(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));
        var id = await AcceptedAsync(fax);
        (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Pending>();
        fax.Pass(TimeSpan.FromMinutes(2));
        await fax.Reconcile.RunOnceAsync(default);
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Cancelled);
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_sent_fax_is_refused_by_its_reason()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var draft = (await fax.PutAsync(await fax.GoodAsync())).Split('/')[1];
        (await RefusedAsync(fax, draft)).Kind.ShouldBe(FaxProblemKind.Unprocessable);
        (await RefusedAsync(fax, "nobody")).Kind.ShouldBe(FaxProblemKind.NotFound);
        fax.MayRead = static _ => false;
        (await RefusedAsync(fax, draft)).Kind.ShouldBe(FaxProblemKind.Forbidden);
        fax.Project = fax.Project with { Secrets = null };
        (await RefusedAsync(fax, draft)).Kind.ShouldBe(FaxProblemKind.NotConfigured);
    }

    private static async Task<FaxProblem> RefusedAsync(SendingFixture fax, string id) =>
        (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Problem>().Reason;

    private static async Task<string> AcceptedAsync(SendingFixture fax)
    {
        var id = await fax.SentAsync(await fax.GoodAsync(await fax.OrganizationAsync($"+1555{Random.Shared.Next(2000000, 9999999)}")));
        await fax.HandOver.RunOnceAsync(default);
        return id;
    }

    private static async Task<string> CancelledWhileSubmittingAsync(SendingFixture fax, Func<Submission, SubmitResult> end)
    {
        var (reached, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        fax.Scripted.NextAsync(async submission =>
        {
            reached.SetResult();
            await answer.Task;
            return end(submission);
        });
        var id = await fax.SentAsync(await fax.GoodAsync());
        var running = fax.HandOver.RunOnceAsync(default);
        await reached.Task;
        (await fax.Cancel.CancelAsync(fax.Sent(id), default)).ShouldBeOfType<SendResult.Pending>();
        fax.Scripted.Cancellations.ShouldBeEmpty();
        answer.SetResult();
        await running;
        return id;
    }
}
