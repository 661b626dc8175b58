using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>Whatever the carrier answers and whenever the process dies, the promises of a Delivery hold.</summary>
public sealed class DeliveryStateProperties
{
    private const int Sequences = 40;
    private const int Steps = 25;

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
        foreach (var step in events)
        {
            await ApplyAsync(fax, step);
            var after = await fax.DeliveryAsync(id);
            var attempts = await fax.AttemptsAsync(id);
            if (before.IsTerminal && after.Revision != before.Revision)
            {
                throw new InvalidOperationException($"{before.Status} changed after {step}.");
            }

            var live = attempts.Count(a => a.Status is AttemptStatus.Submitting or AttemptStatus.Unknown or AttemptStatus.Accepted or AttemptStatus.Completed);
            if (live > 1 || attempts.Count != fax.Scripted.Submissions.Count)
            {
                throw new InvalidOperationException($"{live} live Attempts after {step}.");
            }

            before = after;
        }

        return true;
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
        }

        // However often it is handed over, the carrier may hold it once only.
        carrier.Held.Count.ShouldBeLessThanOrEqualTo(1);
    }
}
