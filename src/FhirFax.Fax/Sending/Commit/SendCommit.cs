using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Commit;

/// <summary>Writes a checked send in one transaction: Communication, Deliveries, pins, idempotency row and queue entries, and the Attempt of what goes out at once; or nothing (design 7, steps 5 and 8).</summary>
internal sealed class SendCommit(DeliveryLedger ledger, ResourcePreparer preparer, SendingOptions options)
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);
    private static readonly string[] ServerProperties = ["statusReason", "sent", "_sent", "received", "_received", "_status"];

    /// <summary>The row that holds an <c>Idempotency-Key</c>.</summary>
    public static string KeyOf(string idempotencyKey) => $"key:{idempotencyKey}";

    /// <param name="slot">Null: the Deliveries are queued.</param>
    public PreparedSend Prepare(SendRequest request, SendTarget target, SendPlan plan, HandOverSlot? slot)
    {
        var deliveries = Deliveries(request, target, plan, slot is null ? DeliveryStatus.Queued : DeliveryStatus.Submitting);
        return new PreparedSend(
            request,
            target,
            plan,
            deliveries,
            preparer.Prepare(Render(request, target, deliveries), target.Id),
            SendFingerprint.OfContent(plan, target.Root),
            request.IdempotencyKey is null ? null : SendFingerprint.OfRequest(request),
            slot is null ? null : Guid.NewGuid().ToString());
    }

    public async ValueTask<SendCommitOutcome> CommitAsync(
        IStoreTransaction transaction, PreparedSend send, HandOverSlot? slot, CancellationToken cancellationToken)
    {
        var (request, target) = (send.Call, send.Target);
        var outcome = await FindObstacleAsync(transaction, send, cancellationToken);
        if (outcome is not null)
        {
            transaction.Abandon();
            return outcome;
        }

        var write = new ResourceWrite(send.Communication, request.Caller.ClientId) { ExpectedVersion = target.Stored?.VersionId ?? 0 };
        if (await transaction.PutAsync(request.Project.Key, write, cancellationToken) is WriteOutcome.VersionConflict)
        {
            transaction.Abandon();
            return new SendCommitOutcome.Changed();
        }

        var committed = new SendCommitOutcome.Committed(target.Id);
        foreach (var prepared in send.Deliveries)
        {
            var delivery = prepared with { Created = transaction.Now, Deadline = transaction.Now + DeliveryDeadlines.Patience };
            await transaction.AddDeliveryAsync(delivery, cancellationToken);
            if (slot is null)
            {
                await transaction.EnqueueAsync(request.Project.Key, WorkKind.Submit, delivery.Id, transaction.Now, cancellationToken);
            }
            else
            {
                committed = await BeginAsync(transaction, committed, delivery, send.AttemptId!, slot, cancellationToken);
            }
        }

        await transaction.PinAsync(request.Project.Key, target.Id, send.Plan.Binaries, cancellationToken);
        return request.AnswersWhenQueued
            ? committed with { Fax = await transaction.FaxOfAsync(request.Project.Key, target.Id, cancellationToken) }
            : committed;
    }

    /// <summary>The Attempt is durable with the Delivery, before anything of it goes out; its queue entry brings it to reconciliation if this process ends now.</summary>
    private static async ValueTask<SendCommitOutcome.Committed> BeginAsync(
        IStoreTransaction transaction, SendCommitOutcome.Committed committed, DeliveryRecord delivery, string attemptId, HandOverSlot slot, CancellationToken cancellationToken)
    {
        var attempt = new AttemptRecord
        {
            Project = delivery.Project,
            Id = attemptId,
            DeliveryId = delivery.Id,
            Ordinal = delivery.Attempts,
            Status = AttemptStatus.Submitting,
            Started = transaction.Now,
        };
        if (!await transaction.AddAttemptAsync(attempt, cancellationToken))
        {
            throw new InvalidOperationException("The store refused the first Attempt of a new Delivery.");
        }

        var item = await transaction.EnqueueClaimedAsync(delivery.Project, WorkKind.Submit, delivery.Id, transaction.Now, slot.LeaseTime, cancellationToken);
        return committed with { Begun = (item, new HandOver.HandOver(delivery, attempt)) };
    }

    private async ValueTask<SendCommitOutcome?> FindObstacleAsync(IStoreTransaction transaction, PreparedSend send, CancellationToken cancellationToken)
    {
        var (request, target) = (send.Call, send.Target);

        // Sent meanwhile counts as changed too: whether it was the same fax is for the comparison with what is stored now. An id that was made up for this call is nobody's.
        if (target.HasId
            && (await transaction.ReadAsync(request.Project.Key, new ResourceKey("Communication", target.Id), cancellationToken))?.VersionId != target.Stored?.VersionId)
        {
            return new SendCommitOutcome.Changed();
        }

        if (request.IdempotencyKey is { } key)
        {
            var record = Record(transaction, request, target, KeyOf(key), send.Request!, KeyLifetime);
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
        var duplicate = await RememberContentAsync(transaction, send, options.DuplicateWindow, cancellationToken);
        return target.HasId || request.IdempotencyKey is not null ? null : duplicate;
    }

    /// <summary>Remembers what is faxed. When the same client faxed the same moments ago: that fax, unless it failed; then this one takes its place.</summary>
    private static async ValueTask<SendCommitOutcome?> RememberContentAsync(
        IStoreTransaction transaction, PreparedSend send, TimeSpan window, CancellationToken cancellationToken)
    {
        var (request, target) = (send.Call, send.Target);
        var record = Record(transaction, request, target, $"content:{send.Content}", send.Content, window);
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

    private static List<DeliveryRecord> Deliveries(SendRequest request, SendTarget target, SendPlan plan, DeliveryStatus status)
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
                Created = default,
                Status = status,
                Attempts = status == DeliveryStatus.Submitting ? 1 : 0,
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
