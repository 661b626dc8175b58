using System.Text.Json;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Sends drafts and tries failed faxes again, by the one machinery that sends faxes (fax-lifecycle-api.md 8.7, 8.8; design 7). Neither waits for the carrier.</summary>
public sealed class FaxTransmission(
    IFhirFaxStore store, ResourcePreparer preparer, SendOperation sending, RetryOperation retrying, DeliverySignal signal, SendingOptions options)
{
    private readonly FaxChange _change = new(store, preparer);

    /// <param name="clientId">Who asks.</param>
    public async Task<FaxResult> SendAsync(FaxProject project, Guid id, string clientId, CancellationToken cancellationToken)
    {
        if (await store.FaxAsync(project.Key, id, cancellationToken) is not { } fax)
        {
            return Refuse(new FaxRefusal.NotFound(id.ToString("D")));
        }

        if ((FaxRules.Check(fax.Row, FaxOperation.Send) ?? CheckComplete(fax)) is { } refusal)
        {
            return Refuse(refusal);
        }

        var request = new SendRequest
        {
            Project = project,
            // The permission to send a fax in this dialect reaches everything that the fax needs.
            Caller = new Caller(clientId, static _ => true),
            CommunicationId = fax.Communication.Key.Id,
            AnswersWhenQueued = true,
            TakesWordDocuments = true,
        };
        return await sending.SendAsync(request, cancellationToken) switch
        {
            SendResult.Queued queued => new FaxResult.Done(await FaxReading.ShowAsync(store, project.Key, queued.Fax, cancellationToken)),
            SendResult.Problem problem => Refuse(await ExplainAsync(project.Key, id, problem.Reason, cancellationToken)),
            // Somebody else was faster.
            _ => await NowAsync(project.Key, id, cancellationToken),
        };
    }

    /// <param name="clientId">Who asks.</param>
    public async Task<FaxResult> RetryAsync(FaxProject project, Guid id, string clientId, CancellationToken cancellationToken)
    {
        var communicationId = "";
        var result = await _change.RunAsync(
            project.Key,
            id,
            async (transaction, fax, token) =>
            {
                communicationId = fax.Communication.Key.Id;
                return FaxRules.Check(fax.Row, FaxOperation.Retry) ?? await RequeueAsync(transaction, project.Key, fax, token);
            },
            cancellationToken);
        if (result is FaxResult.Done)
        {
            signal.Changed(project.Key, communicationId);
        }

        return result;
    }

    /// <summary>What was refused or cancelled is tried again too: a person asks for it, and it is certain that it did not arrive. What was given up unknown is not.</summary>
    private async ValueTask<FaxRefusal?> RequeueAsync(IStoreTransaction transaction, ProjectKey project, ListedFax fax, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var delivery in await transaction.DeliveriesAsync(project, fax.Communication.Key.Id, cancellationToken))
        {
            if (delivery.Status is DeliveryStatus.Failed or DeliveryStatus.Refused or DeliveryStatus.Cancelled && !OutcomeDecisions.IsGivenUp(delivery))
            {
                await retrying.RequeueAsync(transaction, delivery, cancellationToken);
                any = true;
            }
        }

        return any
            ? null
            : FaxRules.StatusNotAllowed(
                fax.Row, FaxOperation.Retry, "It was never known whether this fax arrived, so it is not tried again: create a new one if it is still needed");
    }

    private static FaxRefusal? CheckComplete(ListedFax fax)
    {
        using var json = JsonDocument.Parse(fax.Communication.Utf8);
        return json.RootElement.Count("recipient") == 0 ? new FaxRefusal.ReceiverRequired(FaxRules.Id(fax.Row))
            : json.RootElement.Count("payload") == 0 ? new FaxRefusal.FilesRequired(FaxRules.Id(fax.Row))
            : null;
    }

    /// <summary>The refusal of a fax that was a draft when it was looked at, and is none now.</summary>
    private async Task<FaxResult> NowAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) =>
        Refuse(await store.FaxAsync(project, id, cancellationToken) is { } now
            ? FaxRules.StatusNotAllowed(now.Row, FaxOperation.Send)
            : new FaxRefusal.NotFound(id.ToString("D")));

    private async Task<FaxRefusal> ExplainAsync(ProjectKey project, Guid id, FaxProblem problem, CancellationToken cancellationToken)
    {
        if (problem.Kind is FaxProblemKind.NotFound or FaxProblemKind.Gone)
        {
            return new FaxRefusal.NotFound(id.ToString("D"));
        }

        if (problem.Kind == FaxProblemKind.Conflict && await store.FaxAsync(project, id, cancellationToken) is { Row.Status: not FaxStatus.Draft } now)
        {
            return FaxRules.StatusNotAllowed(now.Row, FaxOperation.Send);
        }

        var files = await store.FaxAsync(project, id, cancellationToken) is { } fax
            ? (await FaxReading.ShowAsync(store, project, fax, cancellationToken)).Files
            : [];
        return problem.Outcome.Issues.Any(IsTooLong)
            ? TooLarge(files)
            : new FaxRefusal.Invalid([.. problem.Outcome.Issues.Select(issue => new InvalidField(Field(issue), InvalidReason.UnknownValue, Text(issue, files)))]);
    }

    private static bool IsTooLong(Issue issue) => issue is { Code: IssueCode.TooLong, Expression: "Communication.payload" };

    /// <summary>A draft may hold more than the carrier takes, which counts what it gets once that is encoded.</summary>
    private FaxRefusal.FilesSizeExceeded TooLarge(IReadOnlyList<FaxFile> files)
    {
        var limit = options.MaxEncodedBytes / 4 * 3;
        return new FaxRefusal.FilesSizeExceeded(
            files.Sum(file => file.Size),
            0,
            limit,
            $"Files are too large for the carrier, which takes about {limit / 1_000_000} MB of them in one fax; delete some, and send those in another fax");
    }

    /// <summary>Names the file: there may be ten.</summary>
    private static string Text(Issue issue, IReadOnlyList<FaxFile> files)
    {
        const string payload = "Communication.payload[";
        var text = issue.Text ?? "The fax cannot be sent";
        return issue.Expression is { } path
            && path.StartsWith(payload, StringComparison.Ordinal)
            && int.TryParse(path.AsSpan(payload.Length, Math.Max(0, path.IndexOf(']', StringComparison.Ordinal) - payload.Length)), out var position)
            && position < files.Count
            ? $"{files[position].OriginalName}: {text}"
            : text;
    }

    /// <summary>The property that the element of the Communication is in this dialect.</summary>
    private static string Field(Issue issue) => issue.Expression switch
    {
        { } path when path.StartsWith("Communication.payload", StringComparison.Ordinal) => "files",
        { } path when path.StartsWith("Communication.recipient", StringComparison.Ordinal) => "receiver",
        { } path when path.StartsWith("Communication.status", StringComparison.Ordinal) => "status",
        { } path when path.StartsWith("Communication.category", StringComparison.Ordinal) => "direction",
        _ => "sender",
    };

    private static FaxResult.Refused Refuse(FaxRefusal refusal) => new(refusal);
}
