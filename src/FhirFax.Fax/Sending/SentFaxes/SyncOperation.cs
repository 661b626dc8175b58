using System.Collections.Concurrent;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>
/// <c>$sync-efax-status</c>: asks the carrier now instead of when the tracker would. What it learns goes the same way as what the tracker learns, so nothing depends
/// on its being called.
/// </summary>
public sealed class SyncOperation(
    IFhirFaxStore store,
    ICarrier carrier,
    IProjectDirectory projects,
    DeliveryLedger ledger,
    DeliverySignal signal,
    SendingOptions options,
    TimeProvider clock,
    ILogger<SyncOperation> logger)
{
    /// <summary>How long one call may take; then it answers with what it has.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    /// <summary>Faxes that one call asks about, and questions at one time.</summary>
    private const int MostCommunications = 500;
    private const int Parallelism = 8;

    private readonly SentFaxReader _reader = new(store);
    private readonly TransmissionInquiry _inquiry = new(carrier, projects);
    private readonly DoubtInquiry _doubts = new(store, carrier, projects, ledger);
    private readonly TrackingTransitions _transitions = new(ledger, options, logger);

    /// <summary>One fax: every Delivery of it that has not ended. A problem when not all of them could be asked about: what is stored would pass for the carrier's word.</summary>
    public async Task<SyncResult> SyncAsync(SentFaxRequest request, CancellationToken cancellationToken)
    {
        var (_, problem) = await _reader.ReadAsync(request, cancellationToken);
        if (problem is not null)
        {
            return new SyncResult.Problem(problem);
        }

        var (_, failures) = await AskAllAsync(request.Project.Key, [request.CommunicationId], cancellationToken);
        if (failures.Count > 0)
        {
            return new SyncResult.Problem(Unasked(failures));
        }

        return await _reader.ShowAsync(request, isPending: false, isReplay: false, cancellationToken) switch
        {
            SendResult.Accepted shown => new SyncResult.Synchronized([shown.Communication], []),
            SendResult.Problem refused => new SyncResult.Problem(refused.Reason),
            var other => throw new InvalidOperationException($"A shown fax cannot be {other.GetType().Name}."),
        };
    }

    /// <summary>Every fax of the project that has not ended, of those that the caller may read.</summary>
    public async Task<SyncResult> SyncAllAsync(FaxProject project, Caller caller, CancellationToken cancellationToken)
    {
        if (project.Secrets is null)
        {
            return new SyncResult.Problem(SentFaxReader.NotConfigured);
        }

        var (ids, isAll) = await UnfinishedAsync(project.Key, caller, cancellationToken);
        var (asked, failures) = await AskAllAsync(project.Key, ids, cancellationToken);
        if (!isAll)
        {
            failures.Add(Information($"More than {MostCommunications} faxes are on their way; the others are followed by themselves."));
        }

        var communications = new List<StoredResource>();
        foreach (var id in asked)
        {
            if (await store.ReadAsync(project.Key, new ResourceKey("Communication", id), cancellationToken) is { IsDeleted: false } stored)
            {
                communications.Add(stored);
            }
        }

        return new SyncResult.Synchronized(communications, failures);
    }

    private async Task<(List<string> Ids, bool IsAll)> UnfinishedAsync(ProjectKey project, Caller caller, CancellationToken cancellationToken)
    {
        var query = new SearchQuery
        {
            ResourceType = "Communication",
            Filters =
            [
                new SearchFilter.Parameter("status", SearchParameterType.Token, [new SearchValue.Token(null, "in-progress"), new SearchValue.Token(null, "unknown")]),
                new SearchFilter.Parameter("category", SearchParameterType.Token, [new SearchValue.Token(FaxUrls.DirectionSystem, "outbound")]),
            ],
            Count = 100,
        };
        var ids = new List<string>();
        while (true)
        {
            var page = await store.SearchAsync(project, query, cancellationToken);
            foreach (var resource in page.Resources)
            {
                if (!caller.MayRead(resource) || !(await store.DeliveriesAsync(project, resource.Key.Id, cancellationToken)).Any(static d => !d.IsTerminal))
                {
                    continue;
                }

                if (ids.Count == MostCommunications)
                {
                    return (ids, false);
                }

                ids.Add(resource.Key.Id);
            }

            if (page.Next is null)
            {
                return (ids, true);
            }

            query = query with { Cursor = page.Next };
        }
    }

    /// <summary>Asks about each, until the budget is used up.</summary>
    private async Task<(IReadOnlyList<string> Asked, List<OperationOutcome> Failures)> AskAllAsync(
        ProjectKey project, List<string> communicationIds, CancellationToken cancellationToken)
    {
        var troubles = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var asked = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        using var timer = new CancellationTokenSource(Budget, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var failures = new List<OperationOutcome>();
        try
        {
            await Parallel.ForEachAsync(
                communicationIds,
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = limit.Token },
                async (id, token) =>
                {
                    foreach (var trouble in await AskAsync(project, id, token))
                    {
                        troubles.TryAdd(trouble, true);
                    }

                    asked.TryAdd(id, true);
                });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failures.Add(Information("The carrier has not answered for every fax in time; the others are followed by themselves."));
        }

        foreach (var trouble in troubles.Keys)
        {
            failures.Add(OperationOutcome.Error(IssueCode.Transient, $"The fax carrier could not be asked about every fax: {trouble}"));
        }

        return ([.. communicationIds.Where(asked.ContainsKey)], failures);
    }

    private async Task<List<string>> AskAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken)
    {
        var troubles = new List<string>();
        foreach (var listed in await store.DeliveriesAsync(project, communicationId, cancellationToken))
        {
            var delivery = listed;
            if (IsDoubtful(delivery))
            {
                if (await _doubts.AskAsync(delivery, cancellationToken) is { } failure)
                {
                    troubles.Add(failure.Text);
                }

                delivery = await store.DeliveryAsync(project, delivery.Id, cancellationToken) ?? delivery;
            }

            if (!TrackingTransitions.IsTracked(delivery))
            {
                continue;
            }

            var answer = await _inquiry.AskAsync(delivery, delivery.CarrierId!, cancellationToken);
            await store.WriteAsync(
                async (transaction, token) =>
                    await _transitions.RecordAsync(transaction, project, delivery.Id, delivery.CarrierId!, answer, token) is not null,
                cancellationToken);
            if (answer is TransmissionResult.Unavailable unavailable)
            {
                troubles.Add(unavailable.Failure.Text);
            }
        }

        signal.Changed(project, communicationId);
        return troubles;
    }

    private static bool IsDoubtful(DeliveryRecord delivery) => delivery.Status is DeliveryStatus.Unknown or DeliveryStatus.Submitting;

    private static FaxProblem Unasked(IReadOnlyList<OperationOutcome> failures) => FaxProblem.Of(
        FaxProblemKind.BadRequest,
        IssueCode.Transient,
        $"{string.Join(' ', failures.SelectMany(static failure => failure.Issues).Select(static issue => issue.Text))} The Communication shows what was known before.");

    private static OperationOutcome Information(string text) => new([new Issue(IssueSeverity.Information, IssueCode.Informational, text)]);
}
