using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fax.Sending.Commit;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending;

/// <summary><c>$send-efax</c>, the same for both dialects (design 7).</summary>
public sealed class SendOperation
{
    /// <summary>Someone writes the Communication between our reading and our commit again and again: give up then.</summary>
    private const int MostTries = 5;

    private readonly IFhirFaxStore _store;
    private readonly DeliveryWait _wait;
    private readonly SendingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<SendOperation> _logger;
    private readonly SendTargetReader _targets;
    private readonly SendChecks _checks;
    private readonly SendCommit _commit;
    private readonly HandOverWorker? _handOver;

    public SendOperation(
        IFhirFaxStore store,
        MailboxResolver mailboxes,
        DeliveryLedger ledger,
        ResourcePreparer preparer,
        DeliverySignal signal,
        SendingOptions options,
        TimeProvider clock,
        ILogger<SendOperation> logger,
        OfficeConverter? converter = null,
        HandOverWorker? handOver = null)
    {
        _store = store;
        _wait = new DeliveryWait(store, signal, clock);
        _options = options;
        _clock = clock;
        _logger = logger;
        _targets = new SendTargetReader(store);
        _checks = new SendChecks(store, mailboxes, options, clock, converter);
        _commit = new SendCommit(ledger, preparer, options);
        _handOver = handOver;
    }

    /// <summary>
    /// Checks everything, commits once, hands over, and waits up to <see cref="SendingOptions.SubmitWait"/>. One Delivery goes out at once when a place for it is free; else
    /// they pass through the queue.
    /// </summary>
    public async Task<SendResult> SendAsync(SendRequest request, CancellationToken cancellationToken)
    {
        if (request.Project.Secrets is null)
        {
            return Refuse(FaxProblem.Of(
                FaxProblemKind.NotConfigured, IssueCode.NotFound, "The eFax integration is not set up for this project: it has no carrier secrets.", id: "not-found"));
        }

        var (sender, problem) = await ReadSenderAsync(request, cancellationToken);
        if (problem is not null)
        {
            return Refuse(problem);
        }

        if (await FindByKeyAsync(request, cancellationToken) is { } replay)
        {
            return replay;
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await TrySendAsync(request, sender, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return Refuse(FaxProblem.Of(FaxProblemKind.Conflict, IssueCode.Conflict, "The Communication kept changing while it was to be sent; nothing was sent."));
    }

    /// <summary>Null when the Communication was changed between check and commit.</summary>
    private async Task<SendResult?> TrySendAsync(SendRequest request, StoredResource? sender, CancellationToken cancellationToken)
    {
        var (target, problem) = await _targets.ReadAsync(request, cancellationToken);
        if (target is null)
        {
            return Refuse(problem!);
        }

        if (target.HasId && await FindSentAsync(request, target, cancellationToken) is { } known)
        {
            return known;
        }

        var (plan, refusal) = await _checks.CheckAsync(request, target, sender, cancellationToken);
        if (plan is null)
        {
            return Refuse(refusal!);
        }

        var (outcome, handOver) = await CommitAsync(request, target, plan, cancellationToken);
        switch (outcome)
        {
            case SendCommitOutcome.Committed committed:
                _logger.LogInformation(
                    "Communication {Id} of {Project} is queued: {Deliveries} Deliveries", committed.CommunicationId, request.Project.Key, plan.Numbers.Count);
                return request.AnswersWhenQueued && committed.Fax is { } fax
                    ? new SendResult.Queued(fax)
                    : await AnswerAsync(request, committed.CommunicationId, isReplay: false, cancellationToken, handOver);
            case SendCommitOutcome.SentBefore before:
                return await AnswerAsync(request, before.CommunicationId, isReplay: true, cancellationToken);
            case SendCommitOutcome.KeyTaken:
                return KeyTaken();
            default:
                return null;
        }
    }

    /// <returns>With the hand-over that has begun; null when the Deliveries are queued, or nothing was committed.</returns>
    private async Task<(SendCommitOutcome Outcome, Task? HandOver)> CommitAsync(
        SendRequest request, SendTarget target, SendPlan plan, CancellationToken cancellationToken)
    {
        var slot = plan.Numbers.Count == 1 ? _handOver?.TryTakeSlot() : null;
        try
        {
            var prepared = _commit.Prepare(request, target, plan, slot);

            // What goes out at once is handed over also when the caller leaves meanwhile.
            var outcome = await _store.WriteAsync(
                (transaction, token) => _commit.CommitAsync(transaction, prepared, slot, token), slot is null ? cancellationToken : CancellationToken.None);
            if (slot is null || outcome is not SendCommitOutcome.Committed { Begun: var (item, begun) })
            {
                return (outcome, null);
            }

            var handOver = _handOver!.RunAsync(slot, item, begun);
            slot = null;
            return (outcome, handOver);
        }
        finally
        {
            slot?.Dispose();
        }
    }

    private async Task<(StoredResource? Sender, FaxProblem? Problem)> ReadSenderAsync(SendRequest request, CancellationToken cancellationToken)
    {
        if (request.Sender is not { } key)
        {
            return (null, null);
        }

        var sender = await _store.ReadAsync(request.Project.Key, key, cancellationToken);
        return sender switch
        {
            null or { IsDeleted: true } => (null, FaxProblem.Of(FaxProblemKind.NotFound, IssueCode.NotFound, $"{key} does not exist.", id: "not-found")),
            _ when !request.Caller.MayRead(sender) => (null, FaxProblem.Of(FaxProblemKind.Forbidden, IssueCode.Forbidden, $"This client may not read {key}.")),
            _ => (sender, null),
        };
    }

    private async Task<SendResult?> FindByKeyAsync(SendRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is not { } key)
        {
            return null;
        }

        var record = await _store.IdempotencyAsync(
            request.Project.Key, request.Caller.ClientId, SendCommit.KeyOf(key), _clock.GetUtcNow(), cancellationToken);
        return record is null ? null
            : record.Fingerprint == SendFingerprint.OfRequest(request) ? await AnswerAsync(request, record.CommunicationId, isReplay: true, cancellationToken)
            : KeyTaken();
    }

    private async Task<SendResult?> FindSentAsync(SendRequest request, SendTarget target, CancellationToken cancellationToken)
    {
        if ((await _store.DeliveriesAsync(request.Project.Key, target.Id, cancellationToken)).Count > 0)
        {
            return await AnswerAsync(request, target.Id, isReplay: true, cancellationToken);
        }

        return await _store.InboxOfAsync(request.Project.Key, target.Id, cancellationToken) is not null
            ? Refuse(FaxProblem.Of(FaxProblemKind.Unprocessable, IssueCode.BusinessRule, "This is a received fax; it is not sent.", "Communication"))
            : null;
    }

    /// <summary>Waits while the hand-over is in flight, then shows what the fax has come to.</summary>
    /// <param name="handOver">The one that this call has begun; null: whoever does it tells when it is over.</param>
    private async Task<SendResult> AnswerAsync(SendRequest request, string communicationId, bool isReplay, CancellationToken cancellationToken, Task? handOver = null)
    {
        var project = request.Project.Key;
        var limit = request.AnswersWhenQueued ? TimeSpan.Zero : _options.SubmitWait;
        var deliveries = await _wait.UntilNoneAsync(project, communicationId, DeliveryWait.IsInFlight, limit, cancellationToken, handOver);
        var stored = await _store.ReadAsync(project, new ResourceKey("Communication", communicationId), cancellationToken);
        if (stored is null or { IsDeleted: true })
        {
            return Refuse(FaxProblem.Of(FaxProblemKind.Gone, IssueCode.Deleted, $"This was sent as Communication/{communicationId}, which was deleted since."));
        }

        if (!isReplay && deliveries.All(d => d.Status == DeliveryStatus.Refused))
        {
            return Refuse(AllRefused(communicationId, deliveries));
        }

        return deliveries.Any(d => d.Submitted is not null) || deliveries.All(d => d.IsTerminal)
            ? new SendResult.Accepted(stored, isReplay)
            : new SendResult.Pending(stored, isReplay);
    }

    private static FaxProblem AllRefused(string communicationId, IReadOnlyList<DeliveryRecord> deliveries)
    {
        var issues = new List<Issue>();
        foreach (var delivery in deliveries)
        {
            var text = delivery.ErrorText ?? "The carrier refused the fax.";
            issues.Add(Issue.Error(IssueCode.Processing, $"{text} It is kept as Communication/{communicationId}.", $"Communication.recipient[{delivery.Recipients[0]}]"));
        }

        return new FaxProblem(FaxProblemKind.Unprocessable, new OperationOutcome(issues));
    }

    private static SendResult.Problem KeyTaken() =>
        Refuse(FaxProblem.Of(FaxProblemKind.Unprocessable, IssueCode.Duplicate, "This Idempotency-Key was used for another request; use a new one for a new fax."));

    private static SendResult.Problem Refuse(FaxProblem problem) => new(problem);
}
