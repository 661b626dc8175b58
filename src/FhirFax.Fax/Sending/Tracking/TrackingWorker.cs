using FhirFax.Fax.Carriers;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.Work;
using FhirFax.Fax.Tasks;
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
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly ICarrier _carrier;
    private readonly IProjectDirectory _projects;
    private readonly DeliveryLedger _ledger;
    private readonly DeliverySignal _signal;
    private readonly SendingOptions _options;

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
        _carrier = carrier;
        _projects = projects;
        _ledger = ledger;
        _signal = signal;
        _options = options;
    }

    protected override async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        var item = lease.Item;
        var delivery = await Store.DeliveryAsync(item.Project, item.Subject, stopping);
        if (delivery is null || !IsTracked(delivery))
        {
            await Store.WriteAsync((transaction, token) => transaction.CompleteAsync(item, token), stopping);
            return;
        }

        var answer = await AskAsync(delivery, stopping);
        await Store.WriteAsync((transaction, token) => RecordAsync(transaction, item, delivery.CarrierId!, answer, token), stopping);
        _signal.Changed(item.Project, delivery.CommunicationId);
    }

    private static bool IsTracked(DeliveryRecord delivery) =>
        delivery.CarrierId is not null && delivery.Status is DeliveryStatus.InProgress or DeliveryStatus.Unknown;

    private async Task<TransmissionResult> AskAsync(DeliveryRecord delivery, CancellationToken stopping)
    {
        if (CarrierAccounts.Of(_projects, delivery) is not { } account)
        {
            return new TransmissionResult.Unavailable(
                new CarrierFailure(CarrierFailureKind.CredentialsRefused, "The project has no credentials for this mailbox any more."));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(TimeLimit);
        try
        {
            return await _carrier.GetTransmissionAsync(account, delivery.CarrierId!, limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new TransmissionResult.Unavailable(new CarrierFailure(CarrierFailureKind.Unreachable, "The carrier's answer took too long."));
        }
    }

    private async ValueTask<bool> RecordAsync(
        IStoreTransaction transaction, WorkItem item, string carrierId, TransmissionResult answer, CancellationToken cancellationToken)
    {
        var delivery = await transaction.DeliveryAsync(item.Project, item.Subject, cancellationToken);
        var attempts = await transaction.AttemptsAsync(item.Project, item.Subject, cancellationToken);
        if (delivery is null || !IsTracked(delivery) || delivery.CarrierId != carrierId || attempts.Live() is not { Status: AttemptStatus.Accepted } attempt)
        {
            await transaction.CompleteAsync(item, cancellationToken);
            return false;
        }

        if (answer is TransmissionResult.Known { State: TransmissionState.Failed } failed
            && Resubmission.After(failed.ErrorCode, attempts, _options) is { } pause)
        {
            await ResubmitAsync(transaction, item, delivery, attempt, failed, pause, cancellationToken);
            return true;
        }

        if (answer is TransmissionResult.Known { State: TransmissionState.Completed or TransmissionState.Failed or TransmissionState.Cancelled } final)
        {
            await EndAsync(transaction, item, delivery, attempt, final, cancellationToken);
            return true;
        }

        await GoOnAsync(transaction, item, delivery, answer, cancellationToken);
        return true;
    }

    /// <summary>The failed Attempt is over; the Delivery waits for another one with the same number and documents.</summary>
    private async ValueTask ResubmitAsync(
        IStoreTransaction transaction,
        WorkItem item,
        DeliveryRecord delivery,
        AttemptRecord attempt,
        TransmissionResult.Known failed,
        TimeSpan pause,
        CancellationToken cancellationToken)
    {
        await transaction.CompleteAsync(item, cancellationToken);
        await transaction.UpdateAttemptAsync(
            attempt with { Status = AttemptStatus.Failed, Ended = transaction.Now, ErrorCode = failed.ErrorCode, ErrorText = failed.ErrorText }, cancellationToken);
        await _ledger.SaveAsync(
            transaction,
            delivery with { Status = DeliveryStatus.Queued, ErrorCode = failed.ErrorCode, ErrorText = failed.ErrorText, Deadline = null },
            cancellationToken);
        await transaction.EnqueueAsync(item.Project, WorkKind.Submit, delivery.Id, transaction.Now + pause, cancellationToken);
        Logger.LogInformation("Delivery {Delivery} failed with {ErrorCode} and is tried again", delivery.Id, failed.ErrorCode);
    }

    private async ValueTask EndAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, AttemptRecord attempt, TransmissionResult.Known final, CancellationToken cancellationToken)
    {
        var (deliveryStatus, attemptStatus) = final.State switch
        {
            TransmissionState.Completed => (DeliveryStatus.Completed, AttemptStatus.Completed),
            TransmissionState.Cancelled => (DeliveryStatus.Cancelled, AttemptStatus.Cancelled),
            _ when DeliveryReason.IsBeforeDialling(final.ErrorCode) => (DeliveryStatus.Refused, AttemptStatus.Failed),
            _ => (DeliveryStatus.Failed, AttemptStatus.Failed),
        };
        await transaction.CompleteAsync(item, cancellationToken);
        await transaction.UpdateAttemptAsync(
            attempt with { Status = attemptStatus, Ended = transaction.Now, ErrorCode = final.ErrorCode, ErrorText = final.ErrorText }, cancellationToken);
        await _ledger.SaveAsync(
            transaction,
            delivery with
            {
                Status = deliveryStatus,
                Pages = final.Pages ?? delivery.Pages,
                ErrorCode = final.ErrorCode,
                ErrorText = final.ErrorText,
                Completed = final.Completed ?? transaction.Now,
                Deadline = null,
            },
            cancellationToken);
        Logger.LogInformation("Delivery {Delivery} ended: {Status} {ErrorCode}", delivery.Id, deliveryStatus, final.ErrorCode);
    }

    private async ValueTask GoOnAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, TransmissionResult answer, CancellationToken cancellationToken)
    {
        if (delivery.Deadline <= transaction.Now)
        {
            // Asked once: without a deadline it is followed on, and a Task that a person closed stays closed.
            delivery = delivery with { Status = DeliveryStatus.Unknown, Deadline = null };
            await _ledger.SaveAsync(transaction, delivery, cancellationToken);
            await _ledger.AskAsync(
                transaction, delivery, FaxTaskCode.DecideOutcome, "The carrier has not said in time whether this fax arrived: find out, then settle it.", cancellationToken);
        }

        await transaction.RescheduleAsync(item, transaction.Now + UntilNextPoll(delivery, transaction.Now, answer), cancellationToken);
    }

    /// <summary>Every interval at first, then a sixth of the time it has taken so far, and never past the deadline.</summary>
    private TimeSpan UntilNextPoll(DeliveryRecord delivery, DateTimeOffset now, TransmissionResult answer)
    {
        var age = now - (delivery.Submitted ?? delivery.Created);
        var longest = LongestPause > _options.StatusPollInterval ? LongestPause : _options.StatusPollInterval;
        var pause = BackOff.Share(age, 1.0 / 6, _options.StatusPollInterval, longest);
        if (answer is TransmissionResult.Unavailable { Failure.RetryAfter: { } after } && after > pause)
        {
            pause = after;
        }

        var untilDeadline = delivery.Deadline - now;
        return untilDeadline > TimeSpan.Zero && untilDeadline < pause ? untilDeadline.Value : pause;
    }
}
