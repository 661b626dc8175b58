using System.Text.Json.Nodes;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Operations;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>Finds out which Communication a call means (design 7, step 1).</summary>
internal sealed class SendTargetReader(IFhirFaxStore store)
{
    /// <summary>Either the target, or why there is none.</summary>
    public async Task<(SendTarget? Target, FaxProblem? Problem)> ReadAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var body = request.Communication;
        if (body is not null && body.ResourceType != "Communication")
        {
            return (null, FaxProblem.Of(FaxProblemKind.BadRequest, IssueCode.Invalid, $"A Communication is faxed, not a {body.ResourceType}."));
        }

        if (body is null && request.CommunicationId is null)
        {
            return (null, FaxProblem.Of(FaxProblemKind.BadRequest, IssueCode.Required, "The body must be the Communication to send."));
        }

        if (body?.Id is { } inBody && request.CommunicationId is { } inPath && inBody != inPath)
        {
            return (null, FaxProblem.Of(FaxProblemKind.BadRequest, IssueCode.Invalid, "The id in the body is not the one in the path.", "Communication.id"));
        }

        var id = request.CommunicationId ?? body?.Id;
        if (id is null)
        {
            return (new SendTarget(Guid.NewGuid().ToString(), null, body!.Utf8, HasId: false), null);
        }

        var stored = await store.ReadAsync(request.Project.Key, new ResourceKey("Communication", id), cancellationToken);
        return stored is null or { IsDeleted: true } ? NotStored(request, id, stored) : Stored(request, id, stored);
    }

    private static (SendTarget?, FaxProblem?) NotStored(SendRequest request, string id, StoredResource? tombstone)
    {
        if (tombstone is not null)
        {
            return (null, FaxProblem.Of(FaxProblemKind.Gone, IssueCode.Deleted, $"Communication/{id} was deleted."));
        }

        return request.CommunicationId is not null
            ? (null, FaxProblem.Of(FaxProblemKind.NotFound, IssueCode.NotFound, $"Communication/{id} does not exist.", id: "not-found"))
            : (new SendTarget(id, null, request.Communication!.Utf8, HasId: true), null);
    }

    private static (SendTarget?, FaxProblem?) Stored(SendRequest request, string id, StoredResource stored)
    {
        if (!request.Caller.MayRead(stored))
        {
            return (null, FaxProblem.Of(FaxProblemKind.Forbidden, IssueCode.Forbidden, $"This client may not read Communication/{id}."));
        }

        if (request.Communication is { } body)
        {
            var differences = PinnedElements.Differences(
                WithSender(body.Utf8, request.Sender), WithSender(stored.Utf8, request.Sender), PinnedElements.Outbound, request.BaseUrls);
            if (differences.Count > 0)
            {
                return (null, new FaxProblem(FaxProblemKind.Conflict, new OperationOutcome(
                    [.. differences.Select(element => Issue.Error(
                        IssueCode.Conflict, $"The {element} in the body is not that of the stored Communication/{id}; nothing was sent.", $"Communication.{element}"))])));
            }
        }

        return (new SendTarget(id, stored, stored.Utf8, HasId: true), null);
    }

    /// <summary>As it was stored: the sender in the path is the Communication's when it names none.</summary>
    private static JsonObject WithSender(ReadOnlyMemory<byte> utf8, ResourceKey? sender)
    {
        var communication = JsonNode.Parse(utf8.Span)!.AsObject();
        if (sender is { } named && communication["sender"] is null)
        {
            communication["sender"] = new JsonObject { ["reference"] = named.ToString() };
        }

        return communication;
    }
}
