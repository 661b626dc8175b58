using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>
/// <c>$retry-efax</c>, the same for both dialects: a new Attempt for every failed Delivery of a fax, with the number, mailbox and documents that were pinned when it was
/// sent. Never for one that was delivered, is under way, or of which nobody knows (design 7, step 9).
/// </summary>
public sealed class RetryOperation(
    IFhirFaxStore store, DeliveryLedger ledger, DeliverySignal signal, SendingOptions options, TimeProvider clock, ILogger<RetryOperation> logger)
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    private readonly WaitingTransitions _waiting = new(ledger);
    private readonly SentFaxReader _reader = new(store);
    private readonly DeliveryWait _wait = new(store, signal, clock);

    private enum Outcome
    {
        Queued,
        Replayed,
        KeyTaken,
        NothingFailed,
    }

    /// <param name="idempotencyKey">Unique per client for 24 hours; null when none. Without it a repeat that comes before the new Attempt has ended starts nothing either.</param>
    public async Task<SendResult> RetryAsync(SentFaxRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var (_, problem) = await _reader.ReadAsync(request, cancellationToken);
        if (problem is not null)
        {
            return new SendResult.Problem(problem);
        }

        var outcome = await store.WriteAsync((transaction, token) => QueueAsync(transaction, request, idempotencyKey, token), cancellationToken);
        switch (outcome)
        {
            case Outcome.KeyTaken:
                return new SendResult.Problem(FaxProblem.Of(
                    FaxProblemKind.Unprocessable, IssueCode.Duplicate, "This Idempotency-Key was used for another fax; use a new one."));
            case Outcome.NothingFailed:
                return new SendResult.Problem(Explain(await store.DeliveriesAsync(request.Project.Key, request.CommunicationId, cancellationToken)));
        }

        signal.Changed(request.Project.Key, request.CommunicationId);
        if (outcome == Outcome.Queued)
        {
            logger.LogInformation("Communication {Id} of {Project} is tried again", request.CommunicationId, request.Project.Key);
        }

        var deliveries = await _wait.UntilNoneAsync(
            request.Project.Key, request.CommunicationId, DeliveryWait.IsInFlight, options.SubmitWait, cancellationToken);
        return await _reader.ShowAsync(request, deliveries.Any(DeliveryWait.IsInFlight), outcome == Outcome.Replayed, cancellationToken);
    }

    private async ValueTask<Outcome> QueueAsync(
        IStoreTransaction transaction, SentFaxRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (idempotencyKey is not null && await TakeKeyAsync(transaction, request, idempotencyKey, cancellationToken) is { } held)
        {
            return held;
        }

        var isQueued = false;
        var wasRetried = false;
        foreach (var delivery in await transaction.DeliveriesAsync(request.Project.Key, request.CommunicationId, cancellationToken))
        {
            if (delivery.Status == DeliveryStatus.Failed && !OutcomeDecisions.IsGivenUp(delivery))
            {
                await RequeueAsync(transaction, delivery, cancellationToken);
                isQueued = true;
            }
            else if (delivery.Status is not (DeliveryStatus.Failed or DeliveryStatus.Refused or DeliveryStatus.Cancelled or DeliveryStatus.Unknown))
            {
                // The repeat of a call whose answer was lost finds the Attempt that it asked for.
                var attempts = await transaction.AttemptsAsync(delivery.Project, delivery.Id, cancellationToken);
                wasRetried |= attempts.Any(a => a.Status == AttemptStatus.Failed);
            }
        }

        if (isQueued || wasRetried)
        {
            return isQueued ? Outcome.Queued : Outcome.Replayed;
        }

        transaction.Abandon();
        return Outcome.NothingFailed;
    }

    /// <summary>Has one more Attempt made of an ended Delivery that was not delivered.</summary>
    internal ValueTask RequeueAsync(IStoreTransaction transaction, DeliveryRecord delivery, CancellationToken cancellationToken) =>
        _waiting.QueueAsync(transaction, delivery with { Completed = null, ErrorCode = null, ErrorText = null }, transaction.Now, cancellationToken);

    /// <summary>Null when the key was free and is now taken.</summary>
    private static async ValueTask<Outcome?> TakeKeyAsync(
        IStoreTransaction transaction, SentFaxRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        var record = new IdempotencyRecord(
            request.Project.Key,
            request.Caller.ClientId,
            $"retry:{idempotencyKey}",
            request.CommunicationId,
            request.CommunicationId,
            transaction.Now,
            transaction.Now + KeyLifetime);
        var holder = await transaction.TryAddIdempotencyAsync(record, transaction.Now, cancellationToken);
        return holder is null ? null : holder.Fingerprint == record.Fingerprint ? Outcome.Replayed : Outcome.KeyTaken;
    }

    private static FaxProblem Explain(IReadOnlyList<DeliveryRecord> deliveries)
    {
        var status = deliveries.Select(d => (DeliveryStatus?)d.Status).FirstOrDefault(s => s is DeliveryStatus.Unknown)
            ?? deliveries.Select(d => (DeliveryStatus?)d.Status).FirstOrDefault(s => s is not DeliveryStatus.Completed);
        return status switch
        {
            null => Conflict("The fax was delivered; nothing is left to try again."),
            DeliveryStatus.Unknown => Conflict("It is not known whether the fax arrived, so it is not tried again: decide that with $resolve-efax."),
            DeliveryStatus.Failed => Conflict("A person gave this fax up without knowing whether it arrived; send a new Communication if it is still needed."),
            DeliveryStatus.Cancelled => Rule("The fax was cancelled; send a new Communication if it is still needed."),
            DeliveryStatus.Refused => Rule("The fax was refused before it was dialled and would be again: correct the number or the document in a new Communication."),
            _ => Conflict("The fax is still on its way; only failed ones are tried again."),
        };
    }

    private static FaxProblem Conflict(string text) => FaxProblem.Of(FaxProblemKind.Conflict, IssueCode.Conflict, text, "Communication.status");

    private static FaxProblem Rule(string text) => FaxProblem.Of(FaxProblemKind.Unprocessable, IssueCode.BusinessRule, text, "Communication.status");
}
