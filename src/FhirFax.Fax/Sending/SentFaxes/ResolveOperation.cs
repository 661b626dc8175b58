using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Fax.Tasks;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>
/// <c>$resolve-efax</c>: a person settles a Delivery of which nobody knows whether it arrived. Who decided what is kept in the <c>decide-outcome</c> Task, which closes
/// when nothing is left to decide.
/// </summary>
public sealed class ResolveOperation(
    IFhirFaxStore store,
    ICarrier carrier,
    IProjectDirectory projects,
    DeliveryLedger ledger,
    FaxTasks tasks,
    DeliverySignal signal,
    SendingOptions options,
    TimeProvider clock,
    ILogger<ResolveOperation> logger)
{
    private readonly SentFaxReader _reader = new(store);
    private readonly DeliveryWait _wait = new(store, signal, clock);
    private readonly TransmissionInquiry _inquiry = new(carrier, projects);
    private readonly DecisionTransitions _transitions = new(ledger, tasks, new TrackingTransitions(ledger, options, logger));

    /// <summary>200 with the Communication, 202 while it is being handed over anew.</summary>
    public async Task<SendResult> ResolveAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        var (deliveries, problem) = await _reader.ReadAsync(request.Fax, cancellationToken);
        if (problem is not null)
        {
            return new SendResult.Problem(problem);
        }

        if (deliveries.FirstOrDefault(d => d.Id == request.DeliveryId) is not { } delivery)
        {
            return Refuse(FaxProblemKind.Unprocessable, IssueCode.NotFound, "This Communication has no such Delivery; its recipients' fax-delivery extensions name them.", "delivery");
        }

        var attempts = await store.AttemptsAsync(delivery.Project, delivery.Id, cancellationToken);
        if (delivery.Status != DeliveryStatus.Unknown || attempts.Live() is not { } attempt)
        {
            return await SettledAsync(request, delivery, attempts, cancellationToken);
        }

        var evidence = default(TransmissionResult.Known);
        if (request.Decision == OutcomeDecision.Adopt)
        {
            (evidence, problem) = await CheckAsync(request, deliveries, delivery, cancellationToken);
            if (problem is not null)
            {
                return new SendResult.Problem(problem);
            }
        }

        var isDone = await store.WriteAsync(
            (transaction, token) => _transitions.ApplyAsync(transaction, request, attempt, evidence, token), cancellationToken);
        if (!isDone)
        {
            return Refuse(FaxProblemKind.Conflict, IssueCode.Conflict, "The Delivery was settled otherwise in the meantime; look at it again.", "delivery");
        }

        logger.LogInformation("Delivery {Delivery} was decided by client {Client}: {Decision}", delivery.Id, request.Fax.Caller.ClientId, request.Decision);
        return await ShowAsync(request, isReplay: false, cancellationToken);
    }

    private async Task<SendResult> ShowAsync(ResolveRequest request, bool isReplay, CancellationToken cancellationToken)
    {
        var fax = request.Fax;
        signal.Changed(fax.Project.Key, fax.CommunicationId);
        var after = await _wait.UntilNoneAsync(
            fax.Project.Key, fax.CommunicationId, d => d.Id == request.DeliveryId && DeliveryWait.IsInFlight(d), options.SubmitWait, cancellationToken);
        return await _reader.ShowAsync(fax, after.Any(d => d.Id == request.DeliveryId && DeliveryWait.IsInFlight(d)), isReplay, cancellationToken);
    }

    /// <summary>The repeat of a decision shows what came of it; anything else comes too late.</summary>
    private async Task<SendResult> SettledAsync(
        ResolveRequest request, DeliveryRecord delivery, IReadOnlyList<AttemptRecord> attempts, CancellationToken cancellationToken)
    {
        var isRepeat = request.Decision switch
        {
            OutcomeDecision.Adopt => request.CarrierId is not null && delivery.CarrierId == request.CarrierId,
            OutcomeDecision.Resend => attempts.Any(a => a.ErrorCode == OutcomeDecisions.Resent),
            _ => OutcomeDecisions.IsGivenUp(delivery),
        };
        return isRepeat
            ? await ShowAsync(request, isReplay: true, cancellationToken)
            : Refuse(
                FaxProblemKind.Conflict,
                IssueCode.Conflict,
                $"The Delivery is {Communications.DeliveryStatusCode.Of(delivery.Status)}; only an unknown one is decided by a person.",
                "delivery");
    }

    /// <summary>Whether the carrier knows the fax that is to be adopted, and it can be this one.</summary>
    private async Task<(TransmissionResult.Known? Evidence, FaxProblem? Problem)> CheckAsync(
        ResolveRequest request, IReadOnlyList<DeliveryRecord> deliveries, DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        if ((request.CarrierId ?? delivery.CarrierId) is not { } carrierId)
        {
            return (null, Problem(FaxProblemKind.Unprocessable, IssueCode.Required, "To adopt a fax give the carrier's id of it as carrierId.", "carrierId"));
        }

        if (deliveries.Any(d => d.Id != delivery.Id && d.CarrierId == carrierId))
        {
            return (null, Problem(FaxProblemKind.Unprocessable, IssueCode.Value, "The carrier's id is that of another recipient's Delivery.", "carrierId"));
        }

        if (await IsOfAnotherFaxAsync(delivery, carrierId, cancellationToken))
        {
            return (null, Problem(FaxProblemKind.Unprocessable, IssueCode.Value, "The carrier's id is that of another Communication's fax.", "carrierId"));
        }

        return await _inquiry.AskAsync(delivery, carrierId, cancellationToken) switch
        {
            TransmissionResult.Known { Number: { } number } when number != delivery.Number =>
                (null, Problem(FaxProblemKind.Unprocessable, IssueCode.Value, "The carrier's fax of this id goes to another number than the Delivery.", "carrierId")),
            TransmissionResult.Known known => (known, null),
            TransmissionResult.Unavailable { Failure.Kind: CarrierFailureKind.NotFound or CarrierFailureKind.MailboxRefused } =>
                (null, Problem(FaxProblemKind.Unprocessable, IssueCode.NotFound, "The carrier knows no fax of this id in the Delivery's mailbox.", "carrierId")),
            TransmissionResult.Unavailable unavailable =>
                (null, Problem(FaxProblemKind.BadRequest, IssueCode.Transient, $"The fax carrier could not be asked: {unavailable.Failure.Text}", null)),
            var other => throw new InvalidOperationException($"A status question cannot end in {other.GetType().Name}."),
        };
    }

    /// <summary>Two faxes to one number are told apart by their ids alone: what is known to be one of them cannot be the other.</summary>
    private async Task<bool> IsOfAnotherFaxAsync(DeliveryRecord delivery, string carrierId, CancellationToken cancellationToken)
    {
        var query = new SearchQuery
        {
            ResourceType = "Communication",
            Filters = [new SearchFilter.Parameter("identifier", SearchParameterType.Token, [new SearchValue.Token(FaxUrls.EFaxIdentifier, carrierId)])],
        };
        var bearers = await store.SearchAsync(delivery.Project, query, cancellationToken);
        return bearers.Resources.Any(resource => resource.Key.Id != delivery.CommunicationId);
    }

    private static SendResult.Problem Refuse(FaxProblemKind kind, string code, string text, string parameter) => new(Problem(kind, code, text, parameter));

    private static FaxProblem Problem(FaxProblemKind kind, string code, string text, string? parameter) =>
        FaxProblem.Of(kind, code, text, parameter is null ? null : $"Parameters.parameter.where(name='{parameter}')");
}
