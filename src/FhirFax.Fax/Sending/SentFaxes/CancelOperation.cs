using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>
/// <c>$cancel-efax</c>: stops at once what the carrier does not have, and asks the carrier to stop the rest. That the carrier notes the request proves nothing: how a
/// Delivery ends is told by the tracker (efax-corporate-api.md 8.12).
/// </summary>
public sealed class CancelOperation(
    IFhirFaxStore store,
    ICarrier carrier,
    IProjectDirectory projects,
    DeliveryLedger ledger,
    DeliverySignal signal,
    SendingOptions options,
    TimeProvider clock,
    ILogger<CancelOperation> logger)
{
    private readonly SentFaxReader _reader = new(store);
    private readonly DeliveryWait _wait = new(store, signal, clock);
    private readonly TransmissionInquiry _inquiry = new(carrier, projects);

    /// <summary>
    /// 200 when everything has ended and something was stopped; 202 while the carrier has not said; a conflict when nothing is left to stop. The request is kept
    /// in the store: what cannot be asked now is asked by the tracker.
    /// </summary>
    public async Task<SendResult> CancelAsync(SentFaxRequest request, CancellationToken cancellationToken)
    {
        var (before, problem) = await _reader.ReadAsync(request, cancellationToken);
        if (problem is not null)
        {
            return new SendResult.Problem(problem);
        }

        if (before.All(d => d.IsTerminal))
        {
            return await EndedAsync(request, before, isReplay: true, cancellationToken);
        }

        var isRepeat = before.All(d => d.IsTerminal || CancelRequest.IsOn(d));
        await store.WriteAsync((transaction, token) => RequestAsync(transaction, request, token), cancellationToken);
        signal.Changed(request.Project.Key, request.CommunicationId);
        var marked = await store.DeliveriesAsync(request.Project.Key, request.CommunicationId, cancellationToken);
        await Task.WhenAll(marked.Where(d => CancelRequest.IsOn(d) && TrackingTransitions.IsTracked(d)).Select(d => AskAsync(d, cancellationToken)));

        var after = await _wait.UntilNoneAsync(request.Project.Key, request.CommunicationId, static d => !d.IsTerminal, options.SubmitWait, cancellationToken);
        return after.All(d => d.IsTerminal)
            ? await EndedAsync(request, after, isRepeat, cancellationToken)
            : await _reader.ShowAsync(request, isPending: true, isRepeat, cancellationToken);
    }

    private async ValueTask<bool> RequestAsync(IStoreTransaction transaction, SentFaxRequest request, CancellationToken cancellationToken)
    {
        foreach (var delivery in await transaction.DeliveriesAsync(request.Project.Key, request.CommunicationId, cancellationToken))
        {
            if (delivery.Status == DeliveryStatus.Queued)
            {
                // Nothing of it is at the carrier; the queue entry finds that there is nothing to do.
                await ledger.SaveAsync(transaction, CancelRequest.Stopped(delivery, transaction.Now), cancellationToken);
            }
            else if (!delivery.IsTerminal && !CancelRequest.IsOn(delivery))
            {
                await ledger.SaveAsync(transaction, CancelRequest.On(delivery), cancellationToken);
            }
        }

        return true;
    }

    private async Task AskAsync(DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        var result = await _inquiry.CancelAsync(delivery, cancellationToken);
        logger.LogInformation("Asked the carrier to stop Delivery {Delivery}: {Result}", delivery.Id, result.GetType().Name);
        if (result is not CancelResult.Unavailable)
        {
            await store.WriteAsync(
                async (transaction, token) =>
                {
                    await transaction.NudgeAsync(delivery.Project, WorkKind.Track, delivery.Id, transaction.Now, token);
                    return true;
                },
                cancellationToken);
        }
    }

    private async Task<SendResult> EndedAsync(
        SentFaxRequest request, IReadOnlyList<DeliveryRecord> deliveries, bool isReplay, CancellationToken cancellationToken) =>
        deliveries.Any(d => d.Status == DeliveryStatus.Cancelled)
            ? await _reader.ShowAsync(request, isPending: false, isReplay, cancellationToken)
            : new SendResult.Problem(FaxProblem.Of(
                FaxProblemKind.Conflict,
                IssueCode.Conflict,
                deliveries.All(d => d.Status == DeliveryStatus.Completed)
                    ? "The fax was delivered already; it can no longer be cancelled."
                    : "The fax has ended already; nothing is left to cancel.",
                "Communication.status"));
}
