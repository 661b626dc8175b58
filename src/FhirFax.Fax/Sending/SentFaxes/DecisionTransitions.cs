using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>What a person's decision changes, inside its caller's transaction.</summary>
internal sealed class DecisionTransitions(DeliveryLedger ledger, FaxTasks tasks, TrackingTransitions tracking)
{
    private const string Question = "It was not known whether this fax reached the carrier.";

    private readonly WaitingTransitions _waiting = new(ledger);
    private readonly Adoption _adoption = new(ledger);

    /// <param name="attempt">The Attempt in doubt, as the decision was made on it.</param>
    /// <param name="evidence">What the carrier says of the fax to adopt; null for the other decisions.</param>
    /// <returns>False, and nothing changed, when the Delivery was settled otherwise by then.</returns>
    public async ValueTask<bool> ApplyAsync(
        IStoreTransaction transaction, ResolveRequest request, AttemptRecord attempt, TransmissionResult.Known? evidence, CancellationToken cancellationToken)
    {
        var project = request.Fax.Project.Key;
        var delivery = await transaction.DeliveryAsync(project, request.DeliveryId, cancellationToken);
        var attempts = await transaction.AttemptsAsync(project, request.DeliveryId, cancellationToken);
        if (delivery is not { Status: DeliveryStatus.Unknown } || attempts.Live() is not { } live || live.Id != attempt.Id)
        {
            return false;
        }

        // Before the Delivery: settling that closes the Task.
        await tasks.RecordDecisionAsync(
            transaction,
            project,
            delivery.CommunicationId,
            Question,
            new TaskDecision(request.Fax.Caller.ClientId, OutcomeDecisions.CodeOf(request.Decision), delivery.Id),
            cancellationToken);
        switch (request.Decision)
        {
            case OutcomeDecision.Adopt:
                await AdoptAsync(transaction, delivery, live, (request.CarrierId ?? delivery.CarrierId)!, evidence!, cancellationToken);
                break;
            case OutcomeDecision.Resend:
                await ResendAsync(transaction, delivery, live, cancellationToken);
                break;
            default:
                await GiveUpAsync(transaction, delivery, live, cancellationToken);
                break;
        }

        return true;
    }

    private async ValueTask AdoptAsync(
        IStoreTransaction transaction,
        DeliveryRecord delivery,
        AttemptRecord attempt,
        string carrierId,
        TransmissionResult.Known evidence,
        CancellationToken cancellationToken)
    {
        await _adoption.ApplyAsync(transaction, delivery, attempt, carrierId, cancellationToken);
        await tracking.RecordAsync(transaction, delivery.Project, delivery.Id, carrierId, evidence, cancellationToken);
    }

    /// <summary>By the person's word the Attempt did not arrive, which frees the place of the one live Attempt.</summary>
    private async ValueTask ResendAsync(IStoreTransaction transaction, DeliveryRecord delivery, AttemptRecord attempt, CancellationToken cancellationToken)
    {
        await transaction.UpdateAttemptAsync(
            attempt with
            {
                Status = AttemptStatus.Failed,
                Ended = transaction.Now,
                ErrorCode = OutcomeDecisions.Resent,
                ErrorText = "A person decided that it did not arrive.",
            },
            cancellationToken);
        await _waiting.QueueAsync(transaction, delivery with { ErrorCode = null, ErrorText = null }, transaction.Now, cancellationToken);
    }

    private async ValueTask GiveUpAsync(IStoreTransaction transaction, DeliveryRecord delivery, AttemptRecord attempt, CancellationToken cancellationToken)
    {
        const string Text = "It was given up without knowing whether it arrived.";
        await transaction.UpdateAttemptAsync(
            attempt with { Status = AttemptStatus.Failed, Ended = transaction.Now, ErrorCode = OutcomeDecisions.GivenUp, ErrorText = Text }, cancellationToken);
        await ledger.SaveAsync(
            transaction,
            delivery with
            {
                Status = DeliveryStatus.Failed,
                Completed = transaction.Now,
                Deadline = null,
                ErrorCode = OutcomeDecisions.GivenUp,
                ErrorText = Text,
            },
            cancellationToken);
    }
}
