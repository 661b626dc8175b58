using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Tasks;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class ReconcileTests
{
    private static readonly SendingOptions Proving = new()
    {
        SubmitWait = TimeSpan.Zero,
        AbsenceIsProof = true,
        SettlingTime = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public async Task A_lost_answer_is_found_and_adopted()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.NextLosesAnswer();
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Submitting);

        await ReconcileAsync(fax);
        var delivery = await fax.DeliveryAsync(id);
        delivery.Status.ShouldBe(DeliveryStatus.InProgress);
        delivery.CarrierId.ShouldBe("fax-1");
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBeNull();
        ((string?)(await fax.ReadAsync(id))["identifier"]![0]!["value"]).ShouldBe("fax-1");
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_listed_is_unknown_asks_a_person_and_may_still_be_adopted()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.NextLosesAnswer().HidesHeld = true;
        await fax.HandOver.RunOnceAsync(default);
        await ReconcileAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("unknown");
        (await fax.TextAsync(id)).ShouldContain("outcome-unknown");
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("requested");

        fax.Pass(TimeSpan.FromDays(2));
        await ReconcileAsync(fax);
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(0);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);

        fax.Scripted.HidesHeld = false;
        fax.Pass(TimeSpan.FromHours(1));
        await ReconcileAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("completed");
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Absence_is_proof_only_after_the_settling_time_and_in_two_listings()
    {
        await using var fax = await SendingFixture.CreateAsync(Proving);
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.Next(new SubmitResult.Unknown(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));
        await fax.HandOver.RunOnceAsync(default);
        await ReconcileAsync(fax);
        fax.Scripted.Listings.ShouldBe(1);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("requested");

        fax.Pass(Proving.SettlingTime);
        await ReconcileAsync(fax);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("completed");
        fax.Scripted.Listings.ShouldBe(3);
        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.ProvedAbsent);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Queued);

        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
    }

    [Fact]
    public async Task A_listing_that_does_not_say_which_fax_is_which_proves_nothing_and_asks_a_person()
    {
        await using var fax = await SendingFixture.CreateAsync(Proving);
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.NextLosesAnswer().IsMute = true;
        await fax.HandOver.RunOnceAsync(default);
        await ReconcileAsync(fax);
        fax.Pass(Proving.SettlingTime + TimeSpan.FromDays(1));
        await ReconcileAsync(fax);
        await fax.HandOver.RunOnceAsync(default);

        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("requested");
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_listing_that_cannot_be_had_proves_nothing()
    {
        await using var fax = await SendingFixture.CreateAsync(Proving);
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.NextLosesAnswer().ListingFailure = ScriptedCarrier.Failure(CarrierFailureKind.Unreachable, TimeSpan.FromMinutes(1));
        await fax.HandOver.RunOnceAsync(default);
        await ReconcileAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);
        fax.Pass(TimeSpan.FromSeconds(50));
        (await fax.Reconcile.RunOnceAsync(default)).ShouldBe(0);
        fax.Pass(TimeSpan.FromMinutes(20));
        await ReconcileAsync(fax);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("requested");

        fax.Scripted.ListingFailure = null;
        fax.Pass(TimeSpan.FromHours(1));
        await ReconcileAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kill_during_the_hand_over_is_only_looked_for_never_repeated(bool arrived)
    {
        await using var fax = await SendingFixture.CreateAsync(Proving);
        var id = await fax.SentAsync(await fax.GoodAsync());
        var (reached, never) = (new TaskCompletionSource(), new TaskCompletionSource<SubmitResult>());
        fax.Scripted.NextAsync(submission =>
        {
            if (arrived)
            {
                fax.Scripted.Take(submission);
            }

            reached.SetResult();
            return never.Task;
        });
        var killed = fax.HandOver.RunOnceAsync(default);
        await reached.Task;
        await fax.RestartAsync();

        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Submitting);
        fax.Pass(TimeSpan.Zero);
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(1);
        fax.Scripted.Submissions.Count.ShouldBe(1);
        fax.Pass(TimeSpan.Zero);
        await ReconcileAsync(fax);
        if (!arrived)
        {
            fax.Pass(Proving.SettlingTime);
            await ReconcileAsync(fax);
            fax.Pass(TimeSpan.Zero);
            await fax.HandOver.RunOnceAsync(default);
        }

        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        fax.Scripted.Held.Count.ShouldBe(1);
        never.SetResult(new SubmitResult.Refused(null, "Said to a process that is dead."));
        await killed;
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_takeover_still_counts()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        var (reached, answer) = (new TaskCompletionSource(), new TaskCompletionSource<SubmitResult>());
        fax.Scripted.NextAsync(_ =>
        {
            reached.SetResult();
            return answer.Task;
        });
        var slow = fax.HandOver.RunOnceAsync(default);
        await reached.Task;
        fax.Pass(TimeSpan.FromMinutes(16));
        await fax.HandOver.RunOnceAsync(default);
        await ReconcileAsync(fax);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Unknown);

        answer.SetResult(new SubmitResult.Accepted("late"));
        await slow;
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        (await fax.TaskAsync(id, FaxTaskCode.DecideOutcome)).ShouldBe("completed");
    }

    [Fact]
    public async Task An_acceptance_against_all_proof_is_at_least_shown()
    {
        await using var fax = await SendingFixture.CreateAsync(Proving);
        var id = await fax.SentAsync(await fax.GoodAsync());
        var (reached, answer) = (new TaskCompletionSource(), new TaskCompletionSource<SubmitResult>());
        fax.Scripted.NextAsync(_ =>
        {
            reached.SetResult();
            return answer.Task;
        });
        var slow = fax.HandOver.RunOnceAsync(default);
        await reached.Task;
        fax.Pass(TimeSpan.FromMinutes(16));
        await fax.HandOver.RunOnceAsync(default);
        fax.Pass(Proving.SettlingTime);
        await ReconcileAsync(fax);
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        answer.SetResult(new SubmitResult.Accepted("late"));
        await slow;
        (await fax.ReadAsync(id))["identifier"]!.AsArray().Select(i => ((string?)i!["use"], (string?)i["value"]))
            .ShouldBe([(null, "fax-1"), ("old", "late")]);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
    }

    [Fact]
    public async Task A_carrier_that_never_takes_it_is_not_hurried()
    {
        await using var fax = await SendingFixture.CreateAsync(Proving);
        await fax.SentAsync(await fax.GoodAsync());
        var end = fax.Clock.GetUtcNow() + TimeSpan.FromHours(2);
        while (fax.Clock.GetUtcNow() < end)
        {
            fax.Scripted.Next(new SubmitResult.Unknown(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));
            await fax.HandOver.RunOnceAsync(default);
            await fax.Reconcile.RunOnceAsync(default);
            fax.Pass(TimeSpan.FromSeconds(30));
        }

        fax.Scripted.Submissions.Count.ShouldBeInRange(10, 30);
    }

    [Fact]
    public async Task A_queued_fax_survives_a_restart()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.RestartAsync();
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
    }

    private static async Task ReconcileAsync(SendingFixture fax)
    {
        fax.Pass(TimeSpan.Zero);
        (await fax.Reconcile.RunOnceAsync(default)).ShouldBe(1);
    }
}
