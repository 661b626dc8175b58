using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>A fax that is handed over by the call that commits it, past the queue: the worker runs as in the server.</summary>
public sealed class DirectHandOverTests
{
    private const string Id = "direct";
    private static readonly SendingOptions Patient = new() { SubmitWait = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task The_Attempt_is_durable_before_the_carrier_is_called_and_the_answer_shows_its_id()
    {
        await using var fixture = await SendingFixture.CreateAsync(Patient, time: TimeProvider.System);
        AttemptRecord? atTheCarrier = null;
        DeliveryStatus? shown = null;
        fixture.Scripted.NextAsync(async submission =>
        {
            var deliveries = await fixture.Store.DeliveriesAsync(SendingFixture.Key, Id, default);
            shown = deliveries.ShouldHaveSingleItem().Status;
            atTheCarrier = (await fixture.Store.AttemptsAsync(SendingFixture.Key, deliveries[0].Id, default)).ShouldHaveSingleItem();
            atTheCarrier.Id.ShouldBe(submission.Reference);
            return new SubmitResult.Accepted(fixture.Scripted.Take(submission));
        });
        await fixture.HandOver.StartAsync(default);

        var sent = (await SendAsync(fixture)).ShouldBeOfType<SendResult.Accepted>();

        shown.ShouldBe(DeliveryStatus.Submitting);
        atTheCarrier.ShouldNotBeNull().Status.ShouldBe(AttemptStatus.Submitting);
        var delivery = await fixture.DeliveryAsync(Id);
        (delivery.Status, delivery.Attempts, delivery.CarrierId).ShouldBe((DeliveryStatus.InProgress, 1, "fax-1"));
        sent.Communication.VersionId.ShouldBe(2);
        (await fixture.Store.NextDueAsync(WorkKind.Submit, default)).ShouldBeNull();
        await fixture.HandOver.StopAsync(default);
    }

    [Fact]
    public async Task After_a_kill_on_the_way_it_is_looked_for_and_never_handed_over_again()
    {
        await using var fixture = await SendingFixture.CreateAsync(time: TimeProvider.System);
        var reached = new TaskCompletionSource();
        fixture.Scripted.NextAsync(async submission =>
        {
            fixture.Scripted.Take(submission);
            reached.SetResult();
            await Task.Delay(Timeout.Infinite);
            throw new InvalidOperationException("It never ends.");
        });
        await fixture.HandOver.StartAsync(default);
        (await SendAsync(fixture)).ShouldBeOfType<SendResult.Pending>();
        await reached.Task;

        await fixture.RestartAsync();
        (await fixture.HandOver.RunOnceAsync(default)).ShouldBe(1);
        await fixture.Reconcile.RunOnceAsync(default);

        fixture.Scripted.Submissions.Count.ShouldBe(1);
        var delivery = await fixture.DeliveryAsync(Id);
        (delivery.Status, delivery.CarrierId).ShouldBe((DeliveryStatus.InProgress, "fax-1"));
    }

    [Fact]
    public async Task What_the_carrier_did_not_take_waits_in_the_queue()
    {
        await using var fixture = await SendingFixture.CreateAsync(time: TimeProvider.System);
        fixture.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.Throttled, TimeSpan.FromHours(1))));
        await fixture.HandOver.StartAsync(default);

        (await SendAsync(fixture)).ShouldBeOfType<SendResult.Pending>();
        await fixture.HandOver.StopAsync(default);

        (await fixture.DeliveryAsync(Id)).Status.ShouldBe(DeliveryStatus.Queued);
        (await fixture.AttemptsAsync(Id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.ProvedAbsent);
        (await fixture.Store.NextDueAsync(WorkKind.Submit, default)).ShouldNotBeNull().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(50));
    }

    [Fact]
    public async Task The_end_of_the_host_waits_for_it_and_what_comes_later_is_queued()
    {
        await using var fixture = await SendingFixture.CreateAsync(time: TimeProvider.System);
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        fixture.Scripted.NextAsync(async submission =>
        {
            reached.SetResult();
            await goOn.Task;
            return new SubmitResult.Accepted(fixture.Scripted.Take(submission));
        });
        await fixture.HandOver.StartAsync(default);
        await SendAsync(fixture);
        await reached.Task;

        var stopped = fixture.HandOver.StopAsync(default);
        stopped.IsCompleted.ShouldBeFalse();
        goOn.SetResult();
        await stopped;

        (await fixture.DeliveryAsync(Id)).Status.ShouldBe(DeliveryStatus.InProgress);
        var later = await fixture.SentAsync(await fixture.GoodAsync(await fixture.OrganizationAsync("+15551234568")));
        (await fixture.DeliveryAsync(later)).Status.ShouldBe(DeliveryStatus.Queued);
    }

    [Fact]
    public async Task More_than_can_go_out_at_one_time_all_go_out_once()
    {
        await using var fixture = await SendingFixture.CreateAsync(Patient, time: TimeProvider.System);
        var binary = await fixture.UploadSampleAsync("referral.pdf", "application/pdf");
        var communications = new List<System.Text.Json.Nodes.JsonObject>();
        for (var i = 0; i < 40; i++)
        {
            communications.Add(SendingFixture.Communication(binary, await fixture.OrganizationAsync($"+1555123{i:0000}")));
        }

        await fixture.HandOver.StartAsync(default);
        var results = await Task.WhenAll(communications.Select(communication => fixture.SendAsync(communication)));
        await fixture.HandOver.StopAsync(default);

        results.ShouldAllBe(result => result is SendResult.Accepted);
        fixture.Scripted.Submissions.Select(s => s.Number).Distinct().Count().ShouldBe(40);
        fixture.Scripted.Submissions.Count.ShouldBe(40);
    }

    private static async Task<SendResult> SendAsync(SendingFixture fixture)
    {
        var communication = await fixture.GoodAsync();
        communication["id"] = Id;
        return await fixture.SendAsync(communication);
    }
}
