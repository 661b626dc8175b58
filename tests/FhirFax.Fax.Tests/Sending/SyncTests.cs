using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Tasks;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class SyncTests
{
    private static readonly TransmissionResult Completed = new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);

    [Fact]
    public async Task One_fax_is_asked_about_before_its_time_and_never_goes_back()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        (await SyncedAsync(fax, id)).ShouldBe("in-progress");
        fax.Scripted.Transmission = static _ => Completed;
        (await SyncedAsync(fax, id)).ShouldBe("completed");
        fax.Scripted.Transmission = static _ => new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null);
        (await SyncedAsync(fax, id)).ShouldBe("completed");
        fax.Pass(TimeSpan.FromMinutes(1));
        await fax.Tracking.RunOnceAsync(default);
        (await SyncedAsync(fax, id)).ShouldBe("completed");
    }

    [Fact]
    public async Task Tracker_and_calls_at_the_same_time_end_a_fax_once()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = static _ => Completed;
        fax.Pass(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SyncedAsync(fax, id)).Append(TrackedAsync(fax)));
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Completed);
        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Completed);
    }

    [Fact]
    public async Task All_that_have_not_ended_are_asked_about_and_no_others()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var ended = await AcceptedAsync(fax);
        fax.Scripted.Transmission = static _ => Completed;
        await SyncedAsync(fax, ended);
        var first = await AcceptedAsync(fax, "+15550000002");
        var second = await AcceptedAsync(fax, "+15550000003");
        await fax.PutAsync(await fax.GoodAsync());

        var result = (await fax.Sync.SyncAllAsync(fax.Project, fax.Sent("").Caller, default)).ShouldBeOfType<SyncResult.Synchronized>();

        result.Failures.ShouldBeEmpty();
        result.Communications.Select(c => c.Key.Id).ShouldBe([first, second], ignoreOrder: true);
        (await fax.DeliveryAsync(first)).Status.ShouldBe(DeliveryStatus.Completed);
        (await fax.DeliveryAsync(second)).Status.ShouldBe(DeliveryStatus.Completed);
        fax.MayRead = static _ => false;
        (await fax.Sync.SyncAllAsync(fax.Project, fax.Sent("").Caller, default)).ShouldBeOfType<SyncResult.Synchronized>().Communications.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outage_is_said_and_changes_nothing()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = static _ => new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable));
        var result = (await fax.Sync.SyncAllAsync(fax.Project, fax.Sent("").Caller, default)).ShouldBeOfType<SyncResult.Synchronized>();
        result.Failures.ShouldHaveSingleItem().Issues[0].Code.ShouldBe("transient");
        result.Communications.ShouldHaveSingleItem().Key.Id.ShouldBe(id);
        var problem = (await fax.Sync.SyncAsync(fax.Sent(id), default)).ShouldBeOfType<SyncResult.Problem>().Reason;
        problem.Kind.ShouldBe(FaxProblemKind.BadRequest);
        problem.Outcome.Issues.ShouldHaveSingleItem().Code.ShouldBe("transient");
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("in-progress");
    }

    [Fact]
    public async Task What_was_learned_is_kept_though_another_number_could_not_be_asked_about()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002")));
        await fax.HandOver.RunOnceAsync(default);
        var deliveries = await fax.DeliveriesAsync(id);
        fax.Scripted.Transmission = carrierId =>
            carrierId == deliveries[0].CarrierId ? Completed : new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Throttled));

        (await fax.Sync.SyncAsync(fax.Sent(id), default)).ShouldBeOfType<SyncResult.Problem>().Reason.Outcome.Issues[0].Text.ShouldContain("Scripted Throttled.");

        (await fax.DeliveriesAsync(id)).Select(static d => d.Status).ShouldBe([DeliveryStatus.Completed, DeliveryStatus.InProgress]);
    }

    [Fact]
    public async Task An_unknown_one_is_looked_for_now()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Scripted.NextLosesAnswer();
        fax.Scripted.HidesHeld = true;
        var id = await AcceptedAsync(fax);
        await fax.Reconcile.RunOnceAsync(default);
        (await fax.Reconcile.RunOnceAsync(default)).ShouldBe(0);
        fax.Scripted.HidesHeld = false;

        (await SyncedAsync(fax, id)).ShouldBe("in-progress");
        fax.Scripted.Transmission = static _ => Completed;
        (await SyncedAsync(fax, id)).ShouldBe("completed");

        fax.Pass(TimeSpan.FromHours(1));
        await fax.Reconcile.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Completed);
        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Completed);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("completed");
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_one_that_cannot_be_looked_for_now_is_said_and_stays_unknown()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Scripted.NextLosesAnswer();
        fax.Scripted.HidesHeld = true;
        var id = await AcceptedAsync(fax);
        await fax.Reconcile.RunOnceAsync(default);
        fax.Scripted.ListingFailure = ScriptedCarrier.Failure(CarrierFailureKind.Unreachable);

        var problem = (await fax.Sync.SyncAsync(fax.Sent(id), default)).ShouldBeOfType<SyncResult.Problem>().Reason;

        problem.Outcome.Issues.ShouldHaveSingleItem().Code.ShouldBe("transient");
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
    }

    [Fact]
    public async Task Several_calls_and_the_worker_adopt_a_fax_once()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Scripted.NextLosesAnswer();
        fax.Scripted.HidesHeld = true;
        var id = await AcceptedAsync(fax);
        await fax.Reconcile.RunOnceAsync(default);
        fax.Scripted.HidesHeld = false;
        fax.Pass(TimeSpan.FromHours(1));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SyncedAsync(fax, id)).Append(ReconciledAsync(fax)));

        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().CarrierId.ShouldBe("fax-1");
    }

    private static async Task<string?> ReconciledAsync(SendingFixture fax)
    {
        await fax.Reconcile.RunOnceAsync(default);
        return "";
    }

    private static async Task<string?> TrackedAsync(SendingFixture fax)
    {
        await fax.Tracking.RunOnceAsync(default);
        return "";
    }

    private static async Task<string?> SyncedAsync(SendingFixture fax, string id)
    {
        var result = (await fax.Sync.SyncAsync(fax.Sent(id), default)).ShouldBeOfType<SyncResult.Synchronized>();
        return (string?)System.Text.Json.Nodes.JsonNode.Parse(result.Communications.ShouldHaveSingleItem().Utf8.Span)!["status"];
    }

    private static async Task<string> AcceptedAsync(SendingFixture fax, string number = SendingFixture.Number)
    {
        var id = await fax.SentAsync(await fax.GoodAsync(await fax.OrganizationAsync(number)));
        await fax.HandOver.RunOnceAsync(default);
        return id;
    }
}
