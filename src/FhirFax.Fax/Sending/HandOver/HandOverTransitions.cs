using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Sending.Work;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>
/// Every step that an Attempt takes before the carrier is known to have it, each inside its caller's transaction. What comes in is evidence, and it is taken by what
/// it proves, not by who brings it: an acceptance counts also from a worker whose lease is over.
/// </summary>
internal sealed class HandOverTransitions(DeliveryLedger ledger, SendingOptions options)
{
    private readonly WaitingTransitions _waiting = new(ledger);

    /// <summary>
    /// Commits the Attempt that is about to be handed over. Null when there is nothing to hand over: it is settled, or an earlier Attempt may have arrived; that is never sent
    /// again, only looked for.
    /// </summary>
    public async ValueTask<HandOver?> BeginAsync(IStoreTransaction transaction, WorkItem item, CancellationToken cancellationToken)
    {
        var delivery = await transaction.DeliveryAsync(item.Project, item.Subject, cancellationToken);
        if (delivery is null || delivery.Status is not (DeliveryStatus.Queued or DeliveryStatus.Submitting))
        {
            await transaction.CompleteAsync(item, cancellationToken);
            return null;
        }

        var attempts = await transaction.AttemptsAsync(item.Project, delivery.Id, cancellationToken);
        if (attempts.Live() is { } live)
        {
            await DoubtAsync(transaction, item, delivery, live, null, cancellationToken);
            return null;
        }

        var attempt = new AttemptRecord
        {
            Project = item.Project,
            Id = Guid.NewGuid().ToString(),
            DeliveryId = delivery.Id,
            Ordinal = attempts.Count + 1,
            Status = AttemptStatus.Submitting,
            Started = transaction.Now,
        };
        if (!await transaction.AddAttemptAsync(attempt, cancellationToken))
        {
            throw new InvalidOperationException("The store refused a second live Attempt.");
        }

        delivery = delivery with { Status = DeliveryStatus.Submitting, Attempts = attempt.Ordinal };
        await ledger.SaveAsync(transaction, delivery, cancellationToken);
        return new HandOver(delivery, attempt);
    }

    /// <summary>A Delivery cannot go out for a reason of our own, so that no Attempt is begun.</summary>
    public async ValueTask<bool> HoldBackAsync(IStoreTransaction transaction, WorkItem item, CarrierFailure reason, CancellationToken cancellationToken)
    {
        if (await transaction.DeliveryAsync(item.Project, item.Subject, cancellationToken) is { Status: DeliveryStatus.Queued } delivery)
        {
            await _waiting.PostponeAsync(transaction, item, delivery, reason, cancellationToken);
            return true;
        }

        return await transaction.CompleteAsync(item, cancellationToken);
    }

    /// <summary>Records what a hand-over brought; false when the Attempt was settled otherwise by then.</summary>
    public async ValueTask<bool> SettleAsync(
        IStoreTransaction transaction, WorkItem item, string attemptId, SubmitResult result, CancellationToken cancellationToken)
    {
        var (delivery, attempt) = await ReadAsync(transaction, item, attemptId, cancellationToken);
        if (!attempt.IsInDoubt())
        {
            await transaction.CompleteAsync(item, cancellationToken);
            if (result is SubmitResult.Accepted late && attempt.CarrierId is null)
            {
                // Against all proof the carrier took it: at least its id is to be seen.
                await transaction.UpdateAttemptAsync(attempt with { CarrierId = late.CarrierId }, cancellationToken);
                await ledger.SaveAsync(transaction, delivery, cancellationToken);
            }

            return false;
        }

        switch (result)
        {
            case SubmitResult.Accepted accepted:
                await AcceptAsync(transaction, item, delivery, attempt, accepted.CarrierId, transaction.Now, cancellationToken);
                break;
            case SubmitResult.Refused refused:
                await RefuseAsync(transaction, item, delivery, attempt, refused, cancellationToken);
                break;
            case SubmitResult.NotSent notSent:
                await NotSentAsync(transaction, item, delivery, attempt, notSent.Failure, cancellationToken);
                break;
            case SubmitResult.Unknown unknown:
                await DoubtAsync(transaction, item, delivery, attempt, unknown.Failure.Text, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"A hand-over cannot end in {result.GetType().Name}.");
        }

        return true;
    }

    /// <summary>The doubtful Attempt was found at the carrier.</summary>
    public async ValueTask<bool> AdoptAsync(
        IStoreTransaction transaction, WorkItem item, string attemptId, string carrierId, CancellationToken cancellationToken)
    {
        var (delivery, attempt) = await ReadAsync(transaction, item, attemptId, cancellationToken);
        if (!attempt.IsInDoubt())
        {
            await transaction.CompleteAsync(item, cancellationToken);
            return false;
        }

        await AcceptAsync(transaction, item, delivery, attempt, carrierId, attempt.Started, cancellationToken);
        return true;
    }

    /// <summary>It is proved that the doubtful Attempt never arrived: the Delivery is queued for another.</summary>
    public async ValueTask<bool> ProveAbsentAsync(IStoreTransaction transaction, WorkItem item, string attemptId, CancellationToken cancellationToken)
    {
        var (delivery, attempt) = await ReadAsync(transaction, item, attemptId, cancellationToken);
        await transaction.CompleteAsync(item, cancellationToken);
        if (attempt.Status != AttemptStatus.Unknown)
        {
            return false;
        }

        await transaction.UpdateAttemptAsync(attempt with { Status = AttemptStatus.ProvedAbsent, Ended = transaction.Now }, cancellationToken);
        if (CancelRequest.IsOn(delivery))
        {
            await ledger.SaveAsync(transaction, CancelRequest.Stopped(delivery, transaction.Now), cancellationToken);
            return true;
        }

        // The first time at once; a carrier that loses it again and again is not to be hurried.
        var dueAt = attempt.Ordinal == 1 ? transaction.Now : transaction.Now + WaitingTransitions.Pause(attempt.Ordinal);
        await _waiting.QueueAsync(transaction, delivery, dueAt, cancellationToken);
        return true;
    }

    /// <summary>Looking for the doubtful Attempt did not find it: it is unknown for now, and looked for again.</summary>
    /// <param name="ask">Whether a person is to be asked now; else after <see cref="DeliveryDeadlines.Patience"/>. A person is asked once: a Task that was closed stays closed.</param>
    public async ValueTask<bool> RemainUnknownAsync(
        IStoreTransaction transaction, WorkItem item, string attemptId, bool ask, DateTimeOffset next, CancellationToken cancellationToken)
    {
        var (delivery, attempt) = await ReadAsync(transaction, item, attemptId, cancellationToken);
        if (attempt.Status != AttemptStatus.Unknown)
        {
            await transaction.CompleteAsync(item, cancellationToken);
            return false;
        }

        await transaction.RescheduleAsync(item, next, cancellationToken);
        var isNew = delivery.Status != DeliveryStatus.Unknown;
        ask = isNew ? ask : delivery.Deadline is { } deadline && (ask || deadline <= transaction.Now);
        if (isNew || ask)
        {
            delivery = delivery with { Status = DeliveryStatus.Unknown, Deadline = ask ? null : transaction.Now + DeliveryDeadlines.Patience };
            await ledger.SaveAsync(transaction, delivery, cancellationToken);
        }

        if (ask)
        {
            await ledger.AskAsync(
                transaction, delivery, FaxTaskCode.DecideOutcome, "It is not known whether this fax reached the carrier: find out, then adopt it, send it again or give it up.", cancellationToken);
        }

        return true;
    }

    private static async ValueTask<(DeliveryRecord Delivery, AttemptRecord Attempt)> ReadAsync(
        IStoreTransaction transaction, WorkItem item, string attemptId, CancellationToken cancellationToken)
    {
        var delivery = await transaction.DeliveryAsync(item.Project, item.Subject, cancellationToken);
        var attempts = await transaction.AttemptsAsync(item.Project, item.Subject, cancellationToken);
        return delivery is not null && attempts.WithId(attemptId) is { } attempt
            ? (delivery, attempt)
            : throw new InvalidOperationException("The ledger has lost an Attempt or its Delivery.");
    }

    private async ValueTask AcceptAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, AttemptRecord attempt, string carrierId, DateTimeOffset accepted, CancellationToken cancellationToken)
    {
        var isToStop = CancelRequest.IsOn(delivery);
        await transaction.CompleteAsync(item, cancellationToken);
        await transaction.UpdateAttemptAsync(
            attempt with { Status = AttemptStatus.Accepted, CarrierId = carrierId, Ended = transaction.Now, ErrorText = null }, cancellationToken);
        await ledger.SaveAsync(
            transaction,
            delivery with
            {
                Status = DeliveryStatus.InProgress,
                CarrierId = carrierId,
                Submitted = accepted,
                Deadline = transaction.Now + DeliveryDeadlines.Transmission,
                ErrorCode = isToStop ? delivery.ErrorCode : null,
                ErrorText = isToStop ? delivery.ErrorText : null,
            },
            cancellationToken);
        await transaction.EnqueueAsync(
            item.Project, WorkKind.Track, delivery.Id, isToStop ? transaction.Now : transaction.Now + options.StatusPollInterval, cancellationToken);
    }

    private async ValueTask RefuseAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, AttemptRecord attempt, SubmitResult.Refused refused, CancellationToken cancellationToken)
    {
        await transaction.CompleteAsync(item, cancellationToken);
        await transaction.UpdateAttemptAsync(
            attempt with { Status = AttemptStatus.ProvedAbsent, Ended = transaction.Now, ErrorCode = refused.ErrorCode, ErrorText = refused.Text }, cancellationToken);
        await ledger.SaveAsync(
            transaction,
            delivery with { Status = DeliveryStatus.Refused, Completed = transaction.Now, Deadline = null, ErrorCode = refused.ErrorCode, ErrorText = refused.Text },
            cancellationToken);
    }

    private async ValueTask NotSentAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, AttemptRecord attempt, CarrierFailure failure, CancellationToken cancellationToken)
    {
        await transaction.UpdateAttemptAsync(
            attempt with { Status = AttemptStatus.ProvedAbsent, Ended = transaction.Now, ErrorText = failure.Text }, cancellationToken);
        if (CancelRequest.IsOn(delivery))
        {
            await transaction.CompleteAsync(item, cancellationToken);
            await ledger.SaveAsync(transaction, CancelRequest.Stopped(delivery, transaction.Now), cancellationToken);
            return;
        }

        await _waiting.PostponeAsync(transaction, item, delivery, failure, cancellationToken);
    }

    /// <summary>From here on this Attempt is only looked for. The Delivery keeps saying <c>submitting</c> until the first look is over.</summary>
    private static async ValueTask DoubtAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, AttemptRecord attempt, string? why, CancellationToken cancellationToken)
    {
        await transaction.CompleteAsync(item, cancellationToken);
        if (attempt.Status == AttemptStatus.Submitting)
        {
            await transaction.UpdateAttemptAsync(attempt with { Status = AttemptStatus.Unknown, Ended = transaction.Now, ErrorText = why }, cancellationToken);
        }

        await transaction.EnqueueAsync(item.Project, WorkKind.Reconcile, delivery.Id, transaction.Now, cancellationToken);
    }
}
