using FhirFax.Fax.Operations;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>Reads a fax that was sent, for the operations on it, and says in one way why there is none.</summary>
internal sealed class SentFaxReader(IFhirFaxStore store)
{
    public static FaxProblem NotConfigured { get; } = FaxProblem.Of(
        FaxProblemKind.NotConfigured, IssueCode.NotFound, "The eFax integration is not set up for this project: it has no carrier secrets.", id: "not-found");

    /// <summary>The Deliveries, at least one; or why the operation cannot be done.</summary>
    public async Task<(IReadOnlyList<DeliveryRecord> Deliveries, FaxProblem? Problem)> ReadAsync(SentFaxRequest request, CancellationToken cancellationToken)
    {
        if (request.Project.Secrets is null)
        {
            return ([], NotConfigured);
        }

        var key = new ResourceKey("Communication", request.CommunicationId);
        var stored = await store.ReadAsync(request.Project.Key, key, cancellationToken);
        if (Refuse(request, key, stored) is { } problem)
        {
            return ([], problem);
        }

        var deliveries = await store.DeliveriesAsync(request.Project.Key, request.CommunicationId, cancellationToken);
        if (deliveries.Count > 0)
        {
            return (deliveries, null);
        }

        var isReceived = await store.InboxOfAsync(request.Project.Key, request.CommunicationId, cancellationToken) is not null;
        var text = isReceived ? "This is a received fax; the operation is for sent ones." : "This Communication was never sent as a fax; send it with $send-efax.";
        return ([], FaxProblem.Of(FaxProblemKind.Unprocessable, IssueCode.BusinessRule, text, "Communication"));
    }

    /// <summary>The Communication as it is now.</summary>
    public async Task<SendResult> ShowAsync(SentFaxRequest request, bool isPending, bool isReplay, CancellationToken cancellationToken)
    {
        var key = new ResourceKey("Communication", request.CommunicationId);
        var stored = await store.ReadAsync(request.Project.Key, key, cancellationToken);
        return Refuse(request, key, stored) is { } problem ? new SendResult.Problem(problem)
            : isPending ? new SendResult.Pending(stored!, isReplay)
            : new SendResult.Accepted(stored!, isReplay);
    }

    private static FaxProblem? Refuse(SentFaxRequest request, ResourceKey key, StoredResource? stored) => stored switch
    {
        null => FaxProblem.Of(FaxProblemKind.NotFound, IssueCode.NotFound, $"{key} does not exist.", id: "not-found"),
        { IsDeleted: true } => FaxProblem.Of(FaxProblemKind.Gone, IssueCode.Deleted, $"{key} has been deleted."),
        _ when !request.Caller.MayRead(stored) => FaxProblem.Of(FaxProblemKind.Forbidden, IssueCode.Forbidden, $"This client may not read {key}."),
        _ => null,
    };
}
