using FhirFax.Fax.Carriers;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>
/// What an answer about an accepted fax changes, inside its caller's transaction and the same for the timer, a call and a notification: only ever forward. A
/// terminal state never changes back, and no answer is never a failure (design 7, step 10).
/// </summary>
internal sealed class TrackingTransitions(DeliveryLedger ledger, SendingOptions options, ILogger logger)
{
    private readonly WaitingTransitions _waiting = new(ledger);
    private readonly ResubmissionTable _resubmissions = ResubmissionTable.Embedded();

    /// <summary>Whether the carrier can be asked about it and there is anything left to learn.</summary>
    public static bool IsTracked(DeliveryRecord delivery) =>
        delivery.CarrierId is not null && delivery.Status is DeliveryStatus.InProgress or DeliveryStatus.Unknown;

    /// <param name="carrierId">The fax that was asked about; no longer the Delivery's: then the answer is of no use.</param>
    /// <returns>The Delivery while it is to be followed on; null when there is nothing to follow any more.</returns>
    public async ValueTask<DeliveryRecord?> RecordAsync(
        IStoreTransaction transaction, ProjectKey project, string deliveryId, string carrierId, TransmissionResult answer, CancellationToken cancellationToken)
    {
        var delivery = await transaction.DeliveryAsync(project, deliveryId, cancellationToken);
        var attempts = await transaction.AttemptsAsync(project, deliveryId, cancellationToken);
        if (delivery is null || !IsTracked(delivery) || delivery.CarrierId != carrierId || attempts.Live() is not { Status: AttemptStatus.Accepted } attempt)
        {
            return null;
        }

        if (answer is TransmissionResult.Known { State: TransmissionState.Failed } failed
            && !CancelRequest.IsOn(delivery)
            && _resubmissions.After(failed.ErrorCode, PagesAfter(delivery, failed), attempts, options.Resubmissions) is { } pause)
        {
            await ResubmitAsync(transaction, delivery, attempt, failed, pause, cancellationToken);
            return null;
        }

        if (answer is TransmissionResult.Known { State: TransmissionState.Completed or TransmissionState.Failed or TransmissionState.Cancelled } final)
        {
            await EndAsync(transaction, delivery, attempt, final, cancellationToken);
            return null;
        }

        return await GoOnAsync(transaction, delivery, cancellationToken);
    }

    /// <summary>The failed Attempt is over; the Delivery waits for another one with the same number and documents.</summary>
    private async ValueTask ResubmitAsync(
        IStoreTransaction transaction,
        DeliveryRecord delivery,
        AttemptRecord attempt,
        TransmissionResult.Known failed,
        TimeSpan pause,
        CancellationToken cancellationToken)
    {
        await transaction.UpdateAttemptAsync(Ended(transaction, attempt, AttemptStatus.Failed, failed), cancellationToken);
        await _waiting.QueueAsync(
            transaction,
            delivery with { ErrorCode = failed.ErrorCode, ErrorText = failed.ErrorText, Pages = PagesAfter(delivery, failed) },
            transaction.Now + pause,
            cancellationToken);
        logger.LogInformation("Delivery {Delivery} failed with {ErrorCode} and is tried again", delivery.Id, failed.ErrorCode);
    }

    private async ValueTask EndAsync(
        IStoreTransaction transaction, DeliveryRecord delivery, AttemptRecord attempt, TransmissionResult.Known final, CancellationToken cancellationToken)
    {
        var (deliveryStatus, attemptStatus) = final.State switch
        {
            TransmissionState.Completed => (DeliveryStatus.Completed, AttemptStatus.Completed),
            TransmissionState.Cancelled => (DeliveryStatus.Cancelled, AttemptStatus.Cancelled),
            _ when DeliveryReason.IsBeforeDialling(final.ErrorCode) => (DeliveryStatus.Refused, AttemptStatus.Failed),
            _ => (DeliveryStatus.Failed, AttemptStatus.Failed),
        };
        await transaction.UpdateAttemptAsync(Ended(transaction, attempt, attemptStatus, final), cancellationToken);
        await ledger.SaveAsync(
            transaction,
            delivery with
            {
                Status = deliveryStatus,
                Pages = PagesAfter(delivery, final),
                ErrorCode = final.ErrorCode,
                ErrorText = final.ErrorText,
                Completed = final.Completed ?? transaction.Now,
                Deadline = null,
            },
            cancellationToken);
        logger.LogInformation("Delivery {Delivery} ended: {Status} {ErrorCode}", delivery.Id, deliveryStatus, final.ErrorCode);
    }

    /// <summary>Pages that an earlier Attempt got across stay disclosed, whatever a later one that failed says.</summary>
    private static int? PagesAfter(DeliveryRecord delivery, TransmissionResult.Known final) =>
        final.State != TransmissionState.Completed && delivery.Pages > (final.Pages ?? 0) ? delivery.Pages : final.Pages ?? delivery.Pages;

    private static AttemptRecord Ended(IStoreTransaction transaction, AttemptRecord attempt, AttemptStatus status, TransmissionResult.Known final) =>
        attempt with { Status = status, Ended = transaction.Now, ErrorCode = final.ErrorCode, ErrorText = final.ErrorText };

    private async ValueTask<DeliveryRecord> GoOnAsync(IStoreTransaction transaction, DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        if (delivery.Deadline <= transaction.Now)
        {
            // Asked once: without a deadline it is followed on, and a Task that a person closed stays closed.
            delivery = delivery with { Status = DeliveryStatus.Unknown, Deadline = null };
            await ledger.SaveAsync(transaction, delivery, cancellationToken);
            await ledger.AskAsync(
                transaction, delivery, FaxTaskCode.DecideOutcome, "The carrier has not said in time whether this fax arrived: find out, then settle it.", cancellationToken);
        }

        return delivery;
    }
}
