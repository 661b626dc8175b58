using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Tasks;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class TrackingTests
{
    private static readonly DateTimeOffset CarrierTime = new(2026, 1, 15, 12, 34, 56, TimeSpan.Zero);

    [Theory]
    [InlineData("E41", "stopped", "failed", "recipient-unavailable", "busy")]
    [InlineData("E42", "stopped", "failed", "recipient-unavailable", "no-answer")]
    [InlineData("E33", "stopped", "failed", "recipient-unavailable", "human-answered")]
    [InlineData("E43", "stopped", "failed", "recipient-unavailable", "human-answered")]
    [InlineData("E44", "stopped", "failed", "system-error", "interrupted")]
    [InlineData("E46", "stopped", "failed", "system-error", "expired")]
    [InlineData("E49", "stopped", "failed", "system-error", "communication-error")]
    [InlineData("E06", "stopped", "failed", "system-error", "carrier-error")]
    [InlineData("E99", "stopped", "failed", "system-error", "carrier-error")]
    [InlineData("E07", "not-done", "refused", "system-error", "document-not-convertible")]
    [InlineData("E51", "not-done", "refused", "invalid-phone-number", "number-invalid")]
    [InlineData("E52", "not-done", "refused", "invalid-phone-number", "high-risk-number")]
    [InlineData("E53", "not-done", "refused", "invalid-phone-number", "number-not-allowed")]
    public async Task A_failure_says_what_happened_in_both_code_systems_and_in_words(
        string errorCode, string status, string deliveryStatus, string notDone, string reason)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Failed, errorCode, "Carrier's words", 1, CarrierTime);
        await TrackAsync(fax);

        var communication = await fax.ReadAsync(id);
        ((string?)communication["status"]).ShouldBe(status);
        var coding = communication["statusReason"]!["coding"]!.AsArray();
        ((string?)coding[0]!["code"]).ShouldBe(notDone);
        ((string?)coding[1]!["system"]).ShouldBe(FaxUrls.StatusReasonSystem);
        ((string?)coding[1]!["code"]).ShouldBe(reason);
        ((string?)communication["statusReason"]!["text"]).ShouldNotBeNullOrWhiteSpace();
        communication["received"].ShouldBeNull();
        var extension = communication["recipient"]![0]!["extension"]![0]!.ToJsonString();
        extension.ShouldContain($"\"{deliveryStatus}\"");
        extension.ShouldContain($"\"{errorCode}\"");
    }

    [Fact]
    public async Task Success_brings_pages_and_the_carriers_time()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 3, CarrierTime);
        await TrackAsync(fax);
        var communication = await fax.ReadAsync(id);
        ((string?)communication["status"]).ShouldBe("completed");
        ((string?)communication["received"]).ShouldBe("2026-01-15T12:34:56.000Z");
        (await fax.DeliveryAsync(id)).Pages.ShouldBe(3);
        (await fax.AttemptsAsync(id))[0].Status.ShouldBe(AttemptStatus.Completed);
    }

    [Fact]
    public async Task A_cancelled_fax_is_stopped()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Cancelled, "E45", null, null, null);
        await TrackAsync(fax);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("stopped");
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Cancelled);
    }

    [Fact]
    public async Task A_terminal_state_never_changes_back()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 3, null);
        await TrackAsync(fax);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null);
        var delivery = await fax.DeliveryAsync(id);
        await fax.Store.WriteAsync(
            async (transaction, token) =>
            {
                await transaction.EnqueueAsync(delivery.Project, Store.Queue.WorkKind.Track, delivery.Id, transaction.Now, token);
                return true;
            },
            default);
        await TrackAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Completed);
    }

    public static TheoryData<TransmissionResult> NoNews => new(
        new TransmissionResult.Known(TransmissionState.InProgress, null, null, null, null),
        new TransmissionResult.Known(TransmissionState.Unrecognized, "E41", null, null, null),
        new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.NotFound)),
        new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.CredentialsRefused)),
        new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));

    [Theory]
    [MemberData(nameof(NoNews))]
    public async Task No_news_is_no_failure_and_the_deadline_ends_in_unknown(TransmissionResult answer)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = _ => answer;
        await TrackAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);

        fax.Pass(TimeSpan.FromHours(24));
        await TrackAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("unknown");
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("requested");

        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        fax.Pass(TimeSpan.FromHours(1));
        await TrackAsync(fax);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("completed");
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("completed");
    }

    [Fact]
    public async Task Polls_become_rarer_with_time()
    {
        await using var fax = await SendingFixture.CreateAsync();
        await AcceptedAsync(fax);
        var polls = 0;
        fax.Scripted.Transmission = _ =>
        {
            polls++;
            return new TransmissionResult.Known(TransmissionState.InProgress, null, null, null, null);
        };
        for (var second = 0; second < 3600; second += 5)
        {
            fax.Clock.Advance(TimeSpan.FromSeconds(5));
            await fax.Tracking.RunOnceAsync(default);
        }

        polls.ShouldBeInRange(20, 60);
    }

    [Fact]
    public async Task Several_deliveries_are_summed_up()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(
            await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002"), await fax.OrganizationAsync("+15550000003")));
        await fax.HandOver.RunOnceAsync(default);
        var busy = (await fax.DeliveriesAsync(id))[1].CarrierId;
        fax.Scripted.Transmission = carrierId => carrierId == busy
            ? new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null)
            : new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        fax.Pass(TimeSpan.FromMinutes(1));
        (await fax.Tracking.RunOnceAsync(default)).ShouldBe(3);

        var communication = await fax.ReadAsync(id);
        ((string?)communication["status"]).ShouldBe("stopped");
        ((string?)communication["statusReason"]!["text"])!.ShouldStartWith("Delivered to 2 of 3", Case.Sensitive);
        communication["identifier"]!.AsArray().Select(i => (string?)i!["value"]).ShouldBe((await fax.DeliveriesAsync(id)).Select(d => d.CarrierId));
    }

    [Theory]
    [InlineData("E41", 3)]
    [InlineData("E42", 3)]
    [InlineData("E46", 2)]
    [InlineData("E43", 1)]
    [InlineData("E44", 1)]
    [InlineData("E49", 1)]
    [InlineData("E51", 1)]
    [InlineData("E99", 1)]
    [InlineData(null, 1)]
    public async Task Only_failures_that_may_pass_are_tried_again_and_only_so_often(string? errorCode, int attempts)
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, Resubmissions = 2 });
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Failed, errorCode, null, null, null);
        for (var i = 0; i < 60; i++)
        {
            await fax.HandOver.RunOnceAsync(default);
            fax.Pass(TimeSpan.FromMinutes(1));
            await fax.Tracking.RunOnceAsync(default);
        }

        fax.Scripted.Submissions.Count.ShouldBe(attempts);
        fax.Scripted.Submissions.Select(s => s.Number).Distinct().ShouldHaveSingleItem();
        (await fax.DeliveryAsync(id)).IsTerminal.ShouldBeTrue();
        (await fax.ReadAsync(id))["identifier"]!.AsArray().Count.ShouldBe(attempts);
    }

    [Theory]
    [InlineData("E44", 0, 2)]
    [InlineData("E44", 1, 1)]
    [InlineData("E44", null, 1)]
    [InlineData("E49", 0, 2)]
    public async Task An_interrupted_fax_is_tried_again_once_and_only_when_nobody_can_have_seen_a_page_of_it(string errorCode, int? pages, int attempts)
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, Resubmissions = 5 });
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Failed, errorCode, null, pages, null);
        for (var i = 0; i < 60; i++)
        {
            await fax.HandOver.RunOnceAsync(default);
            fax.Pass(TimeSpan.FromMinutes(1));
            await fax.Tracking.RunOnceAsync(default);
        }

        fax.Scripted.Submissions.Count.ShouldBe(attempts);
        (await fax.DeliveryAsync(id)).IsTerminal.ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_breaks_costs_one_poll_and_not_the_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = _ => throw new InvalidDataException("broken");
        await TrackAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        await TrackAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Completed);
    }

    [Fact]
    public async Task Stopping_waits_for_a_hand_over_that_has_begun()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var (reached, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        fax.Scripted.NextAsync(async submission =>
        {
            reached.SetResult();
            await answer.Task;
            return new SubmitResult.Accepted(fax.Scripted.Take(submission));
        });
        await fax.HandOver.StartAsync(default);
        var id = await fax.SentAsync(await fax.GoodAsync());
        await reached.Task;
        var stopping = fax.HandOver.StopAsync(default);
        stopping.IsCompleted.ShouldBeFalse();
        answer.SetResult();
        await stopping;
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
    }

    private static async Task<string> AcceptedAsync(SendingFixture fax)
    {
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.HandOver.RunOnceAsync(default);
        return id;
    }

    private static async Task TrackAsync(SendingFixture fax)
    {
        fax.Pass(fax.Options.StatusPollInterval);
        (await fax.Tracking.RunOnceAsync(default)).ShouldBe(1);
    }
}
