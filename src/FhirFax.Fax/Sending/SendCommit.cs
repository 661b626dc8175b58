using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending;

/// <summary>Writes a checked send in one transaction: Communication, Deliveries, pins, idempotency row and queue entries, or nothing (design 7, steps 5 and 8).</summary>
internal sealed class SendCommit(DeliveryLedger ledger, ResourcePreparer preparer, SendingOptions options)
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);
    private static readonly string[] ServerProperties = ["statusReason", "sent", "_sent", "received", "_received", "_status"];

    /// <summary>The row that holds an <c>Idempotency-Key</c>.</summary>
    public static string KeyOf(string idempotencyKey) => $"key:{idempotencyKey}";

    public async ValueTask<SendCommitOutcome> CommitAsync(
        IStoreTransaction transaction, SendRequest request, SendTarget target, SendPlan plan, CancellationToken cancellationToken)
    {
        var outcome = await FindObstacleAsync(transaction, request, target, plan, cancellationToken);
        if (outcome is not null)
        {
            transaction.Abandon();
            return outcome;
        }

        var deliveries = Deliveries(transaction, request, target, plan);
        var write = new ResourceWrite(preparer.Prepare(Render(request, target, deliveries), target.Id), request.Caller.ClientId)
        {
            ExpectedVersion = target.Stored?.VersionId ?? 0,
        };
        if (await transaction.PutAsync(request.Project.Key, write, cancellationToken) is WriteOutcome.VersionConflict)
        {
            transaction.Abandon();
            return new SendCommitOutcome.Changed();
        }

        foreach (var delivery in deliveries)
        {
            await transaction.AddDeliveryAsync(delivery, cancellationToken);
            await transaction.EnqueueAsync(request.Project.Key, WorkKind.Submit, delivery.Id, transaction.Now, cancellationToken);
        }

        await transaction.PinAsync(request.Project.Key, target.Id, plan.Binaries, cancellationToken);
        return new SendCommitOutcome.Committed(target.Id, await transaction.FaxOfAsync(request.Project.Key, target.Id, cancellationToken));
    }

    private async ValueTask<SendCommitOutcome?> FindObstacleAsync(
        IStoreTransaction transaction, SendRequest request, SendTarget target, SendPlan plan, CancellationToken cancellationToken)
    {
        // Sent meanwhile counts as changed too: whether it was the same fax is for the comparison with what is stored now.
        var current = await transaction.ReadAsync(request.Project.Key, new ResourceKey("Communication", target.Id), cancellationToken);
        if (current?.VersionId != target.Stored?.VersionId)
        {
            return new SendCommitOutcome.Changed();
        }

        if (request.IdempotencyKey is { } key)
        {
            var record = Record(transaction, request, target, KeyOf(key), SendFingerprint.OfRequest(request), KeyLifetime);
            if (await transaction.TryAddIdempotencyAsync(record, transaction.Now, cancellationToken) is { } holder)
            {
                return holder.Fingerprint == record.Fingerprint ? new SendCommitOutcome.SentBefore(holder.CommunicationId) : new SendCommitOutcome.KeyTaken();
            }
        }

        if (options.DuplicateWindow <= TimeSpan.Zero)
        {
            return null;
        }

        // Who names the fax by id or key means another one by another name; who names it in no way means the one just sent, however that was named.
        var duplicate = await RememberContentAsync(transaction, request, target, plan, options.DuplicateWindow, cancellationToken);
        return target.HasId || request.IdempotencyKey is not null ? null : duplicate;
    }

    /// <summary>Remembers what is faxed. When the same client faxed the same moments ago: that fax, unless it failed; then this one takes its place.</summary>
    private static async ValueTask<SendCommitOutcome?> RememberContentAsync(
        IStoreTransaction transaction, SendRequest request, SendTarget target, SendPlan plan, TimeSpan window, CancellationToken cancellationToken)
    {
        var fingerprint = SendFingerprint.OfContent(plan, target.Root);
        var record = Record(transaction, request, target, $"content:{fingerprint}", fingerprint, window);
        var holder = await transaction.TryAddIdempotencyAsync(record, transaction.Now, cancellationToken);
        if (holder is null)
        {
            return null;
        }

        var key = new ResourceKey("Communication", holder.CommunicationId);
        if (await transaction.ReadAsync(request.Project.Key, key, cancellationToken) is { IsDeleted: false } earlier
            && JsonElement.Parse(earlier.Utf8.Span).Text("status") is "in-progress" or "unknown" or "completed")
        {
            return new SendCommitOutcome.SentBefore(holder.CommunicationId);
        }

        await transaction.ReplaceIdempotencyAsync(record, cancellationToken);
        return null;
    }

    private static IdempotencyRecord Record(
        IStoreTransaction transaction, SendRequest request, SendTarget target, string key, string fingerprint, TimeSpan lifetime) =>
        new(request.Project.Key, request.Caller.ClientId, key, fingerprint, target.Id, transaction.Now, transaction.Now + lifetime);

    private static List<DeliveryRecord> Deliveries(IStoreTransaction transaction, SendRequest request, SendTarget target, SendPlan plan)
    {
        var deliveries = new List<DeliveryRecord>(plan.Numbers.Count);
        foreach (var planned in plan.Numbers)
        {
            deliveries.Add(new DeliveryRecord
            {
                Project = request.Project.Key,
                Id = Guid.NewGuid().ToString(),
                CommunicationId = target.Id,
                Ordinal = deliveries.Count,
                Recipients = planned.Recipients,
                Number = planned.Number.ToString(),
                Mailbox = plan.Mailbox,
                Documents = plan.Documents,
                Created = transaction.Now,
                Status = DeliveryStatus.Queued,
                Deadline = transaction.Now + DeliveryDeadlines.Patience,
            });
        }

        return deliveries;
    }

    /// <summary>The Communication as it is from now on; what a client wrote into the server's own elements does not stay.</summary>
    private JsonObject Render(SendRequest request, SendTarget target, List<DeliveryRecord> deliveries)
    {
        var communication = JsonNode.Parse(target.Utf8.Span)!.AsObject();
        foreach (var property in ServerProperties)
        {
            communication.Remove(property);
        }

        FaxElements.Take(communication, "extension", FaxElements.IsServerExtension);
        if (!FaxElements.HasCoding(communication, "category", FaxUrls.DirectionSystem, "outbound"))
        {
            FaxElements.Append(communication, "category", new JsonObject
            {
                ["coding"] = new JsonArray(new JsonObject { ["system"] = FaxUrls.DirectionSystem, ["code"] = "outbound" }),
            });
        }

        if (request.Sender is { } sender && communication["sender"] is null)
        {
            communication["sender"] = new JsonObject { ["reference"] = sender.ToString() };
        }

        ledger.Apply(communication, deliveries);
        return communication;
    }
}
