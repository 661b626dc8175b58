using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>Follows accepted Deliveries to their end (design 7, step 10): a terminal state never changes back, and no answer is never a failure.</summary>
public sealed class TrackingWorker : WorkLoop
{
    private const int Parallelism = 8;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly DeliverySignal _signal;
    private readonly SendingOptions _options;
    private readonly TransmissionInquiry _inquiry;
    private readonly SentSweep _sweep;
    private readonly TrackingTransitions _transitions;

    public TrackingWorker(
        IFhirFaxStore store,
        ICarrier carrier,
        IProjectDirectory projects,
        DeliveryLedger ledger,
        DeliverySignal signal,
        SendingOptions options,
        TimeProvider clock,
        ILogger<TrackingWorker> logger)
        : base(store, clock, logger, WorkKind.Track, Parallelism, LeaseTime)
    {
        _signal = signal;
        _options = options;
        _inquiry = new TransmissionInquiry(carrier, projects);
        _sweep = new SentSweep(carrier, projects, options, clock);
        _transitions = new TrackingTransitions(ledger, options, logger);
    }

    protected override async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        var item = lease.Item;
        var delivery = await Store.DeliveryAsync(item.Project, item.Subject, stopping);
        if (delivery is null || !TrackingTransitions.IsTracked(delivery))
        {
            await Store.WriteAsync((transaction, token) => transaction.CompleteAsync(item, token), stopping);
            return;
        }

        if (CancelRequest.IsOn(delivery))
        {
            await _inquiry.CancelAsync(delivery, stopping);
        }

        var noted = await _sweep.FindAsync(delivery, stopping);
        var answer = noted ?? await _inquiry.AskAsync(delivery, delivery.CarrierId!, stopping);
        var longest = noted is null ? LongestPause : SentSweep.LongestPause;
        await Store.WriteAsync((transaction, token) => RecordAsync(transaction, item, delivery.CarrierId!, answer, longest, token), stopping);
        if (answer is TransmissionResult.Known { State: TransmissionState.Completed or TransmissionState.Failed or TransmissionState.Cancelled })
        {
            _sweep.Forget(delivery);
        }

        _signal.Changed(item.Project, delivery.CommunicationId);
    }

    private async ValueTask<bool> RecordAsync(
        IStoreTransaction transaction, WorkItem item, string carrierId, TransmissionResult answer, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (await _transitions.RecordAsync(transaction, item.Project, item.Subject, carrierId, answer, cancellationToken) is { } followed)
        {
            return await transaction.RescheduleAsync(item, transaction.Now + UntilNextPoll(followed, transaction.Now, answer, longest), cancellationToken);
        }

        return await transaction.CompleteAsync(item, cancellationToken);
    }

    /// <summary>Every interval at first, then a sixth of the time it has taken so far, and never past the deadline.</summary>
    private TimeSpan UntilNextPoll(DeliveryRecord delivery, DateTimeOffset now, TransmissionResult answer, TimeSpan longest)
    {
        var age = now - (delivery.Submitted ?? delivery.Created);
        longest = longest > _options.StatusPollInterval ? longest : _options.StatusPollInterval;
        var pause = BackOff.Share(age, 1.0 / 6, _options.StatusPollInterval, longest);
        if (answer is TransmissionResult.Unavailable { Failure.RetryAfter: { } after } && after > pause)
        {
            pause = after;
        }

        var untilDeadline = delivery.Deadline - now;
        return untilDeadline > TimeSpan.Zero && untilDeadline < pause ? untilDeadline.Value : pause;
    }
}
