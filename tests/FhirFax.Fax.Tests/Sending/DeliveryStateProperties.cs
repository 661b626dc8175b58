using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Tasks;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>Whatever the carrier answers, a person asks for and whenever the process dies, the promises of a Delivery hold.</summary>
public sealed class DeliveryStateProperties
{
    private const int Sequences = 40;
    private const int Steps = 40;

    /// <summary>What may happen next.</summary>
    public enum Event
    {
        Accepts,
        Refuses,
        DoesNotTake,
        LosesAnswer,
        LosesRequest,
        HandsOver,
        Reconciles,
        Tracks,
        HidesListing,
        ShowsListing,
        Restarts,
        WaitsLong,
        SaysCompleted,
        SaysFailed,
        SaysNothing,
        SaysCancelled,
        IsSynchronized,
        IsCancelled,
        IsRetried,
        IsResent,
        IsGivenUp,
    }

    [Fact]
    public void A_terminal_state_stays_and_there_is_never_a_second_live_attempt()
    {
        var sequences = Gen.Elements(Enum.GetValues<Event>()).ArrayOf(Steps).ToArbitrary();
        Prop.ForAll(sequences, events => HoldsAsync(events).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences));
    }

    private static async Task<bool> HoldsAsync(Event[] events)
    {
        await using var fax = await SendingFixture.CreateAsync(
            new SendingOptions { SubmitWait = TimeSpan.Zero, AbsenceIsProof = true, SettlingTime = TimeSpan.FromMinutes(10) });
        var id = await fax.SentAsync(await fax.GoodAsync());
        var before = await fax.DeliveryAsync(id);
        int? attemptsAtCancel = null;
        foreach (var step in events)
        {
            await ApplyAsync(fax, step);
            await AskAsync(fax, id, step);
            var after = await fax.DeliveryAsync(id);
            var attempts = await fax.AttemptsAsync(id);
            var mayReopen = step == Event.IsRetried && before.Status == DeliveryStatus.Failed;
            if (before.IsTerminal && !mayReopen && after.Revision != before.Revision)
            {
                throw new InvalidOperationException($"{before.Status} changed after {step}.");
            }

            var live = attempts.Count(a => a.Status is AttemptStatus.Submitting or AttemptStatus.Unknown or AttemptStatus.Accepted or AttemptStatus.Completed);
            if (live > 1 || attempts.Count != fax.Scripted.Submissions.Count)
            {
                throw new InvalidOperationException($"{live} live Attempts after {step}.");
            }

            // Only an Attempt that the carrier reported, or a person declared, to have come to nothing makes room for another at the carrier.
            attempts.Count(a => fax.Scripted.Held.ContainsKey(a.Id) && a.Status is not (AttemptStatus.Failed or AttemptStatus.Cancelled))
                .ShouldBeLessThanOrEqualTo(1, $"after {step}");
            attemptsAtCancel = step is Event.IsRetried or Event.IsResent ? null : step == Event.IsCancelled ? attempts.Count : attemptsAtCancel;
            attempts.Count.ShouldBe(attemptsAtCancel ?? attempts.Count, $"after {step}, though it was cancelled");
            await IsOwnedAsync(fax, id, after, attempts, $"{after.Status} after {step}");
            before = after;
        }

        return true;
    }

    /// <summary>What has not ended has somebody who sees to it, and a time by which a person is asked, or has been.</summary>
    private static async Task IsOwnedAsync(SendingFixture fax, string id, DeliveryRecord delivery, IReadOnlyList<AttemptRecord> attempts, string when)
    {
        WorkKind? owner = delivery.Status switch
        {
            DeliveryStatus.Queued => WorkKind.Submit,
            DeliveryStatus.InProgress => WorkKind.Track,
            DeliveryStatus.Submitting => WorkKind.Reconcile,
            DeliveryStatus.Unknown => attempts.Any(static a => a.Status == AttemptStatus.Accepted) ? WorkKind.Track : WorkKind.Reconcile,
            _ => null,
        };
        if (owner is not { } kind)
        {
            delivery.Deadline.ShouldBeNull(when);
            return;
        }

        (await fax.Store.NextDueAsync(kind, default)).ShouldNotBeNull(when);
        var isAsked = delivery.Status == DeliveryStatus.Unknown && await fax.TaskAsync(id, FaxTaskCode.DecideOutcome) == "requested";
        (delivery.Deadline is not null || isAsked).ShouldBeTrue(when);
    }

    private static async Task ApplyAsync(SendingFixture fax, Event step)
    {
        var carrier = fax.Scripted;
        switch (step)
        {
            case Event.Accepts:
                carrier.NextAsync(s => Task.FromResult<SubmitResult>(new SubmitResult.Accepted(carrier.Take(s))));
                break;
            case Event.Refuses:
                carrier.Next(new SubmitResult.Refused("400", "Refused."));
                break;
            case Event.DoesNotTake:
                carrier.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.Throttled)));
                break;
            case Event.LosesAnswer:
                carrier.NextLosesAnswer();
                break;
            case Event.LosesRequest:
                carrier.Next(new SubmitResult.Unknown(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));
                break;
            case Event.HandsOver:
                fax.Pass(TimeSpan.FromMinutes(1));
                await fax.HandOver.RunOnceAsync(default);
                break;
            case Event.Reconciles:
                fax.Pass(TimeSpan.FromMinutes(1));
                await fax.Reconcile.RunOnceAsync(default);
                break;
            case Event.Tracks:
                fax.Pass(TimeSpan.FromMinutes(1));
                await fax.Tracking.RunOnceAsync(default);
                break;
            case Event.HidesListing:
                carrier.ListingFailure = ScriptedCarrier.Failure(CarrierFailureKind.Unreachable);
                break;
            case Event.ShowsListing:
                carrier.ListingFailure = null;
                break;
            case Event.Restarts:
                await fax.RestartAsync();
                break;
            case Event.WaitsLong:
                fax.Pass(TimeSpan.FromHours(7));
                break;
            case Event.SaysCompleted:
                carrier.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
                break;
            case Event.SaysFailed:
                carrier.Transmission = _ => new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null);
                break;
            case Event.SaysNothing:
                carrier.Transmission = _ => new TransmissionResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable));
                break;
            case Event.SaysCancelled:
                carrier.Transmission = _ => new TransmissionResult.Known(TransmissionState.Cancelled, "E45", null, null, null);
                break;
        }
    }

    private static async Task AskAsync(SendingFixture fax, string id, Event step)
    {
        switch (step)
        {
            case Event.IsSynchronized:
                await fax.Sync.SyncAsync(fax.Sent(id), default);
                break;
            case Event.IsCancelled:
                await fax.Cancel.CancelAsync(fax.Sent(id), default);
                break;
            case Event.IsRetried:
                await fax.Retry.RetryAsync(fax.Sent(id), null, default);
                break;
            case Event.IsResent or Event.IsGivenUp:
                var decision = step == Event.IsResent ? OutcomeDecision.Resend : OutcomeDecision.GiveUp;
                await fax.Resolve.ResolveAsync(new ResolveRequest(fax.Sent(id), (await fax.DeliveryAsync(id)).Id, decision, null), default);
                break;
        }
    }
}
