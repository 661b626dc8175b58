using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Deliveries;

/// <summary>Changes Deliveries together with what shows them: the Communication and the open Tasks, in one transaction.</summary>
public sealed class DeliveryLedger(ICarrier carrier, ResourcePreparer preparer, FaxTasks tasks)
{
    /// <summary>Stores a changed Delivery, read in this transaction, and renders its Communication anew.</summary>
    /// <exception cref="InvalidOperationException">The Delivery was not the one of this transaction.</exception>
    public async ValueTask SaveAsync(IStoreTransaction transaction, DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        if (!await transaction.UpdateDeliveryAsync(delivery, cancellationToken))
        {
            throw new InvalidOperationException("A Delivery was changed from a reading of another transaction.");
        }

        var deliveries = await transaction.DeliveriesAsync(delivery.Project, delivery.CommunicationId, cancellationToken);
        await ProjectAsync(transaction, delivery.Project, delivery.CommunicationId, deliveries, cancellationToken);
        await CloseSettledTasksAsync(transaction, delivery, deliveries, cancellationToken);
    }

    /// <summary>Asks a person about the Delivery's Communication; nothing when that Task is open.</summary>
    public ValueTask AskAsync(IStoreTransaction transaction, DeliveryRecord delivery, string code, string description, CancellationToken cancellationToken) =>
        tasks.OpenAsync(transaction, delivery.Project, delivery.CommunicationId, code, description, cancellationToken);

    /// <summary>Renders new Deliveries into a Communication that is about to be stored.</summary>
    public void Apply(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries) =>
        CommunicationProjection.Apply(communication, deliveries, [], carrier.IsSandbox);

    private async ValueTask ProjectAsync(
        IStoreTransaction transaction, ProjectKey project, string communicationId, IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken)
    {
        var key = new ResourceKey("Communication", communicationId);
        if (await transaction.ReadAsync(project, key, cancellationToken) is not { IsDeleted: false } stored)
        {
            return;
        }

        var attempts = new List<AttemptRecord>();
        foreach (var delivery in deliveries)
        {
            attempts.AddRange(await transaction.AttemptsAsync(project, delivery.Id, cancellationToken));
        }

        var before = JsonNode.Parse(stored.Utf8.Span)!;
        var after = before.DeepClone().AsObject();
        CommunicationProjection.Apply(after, deliveries, attempts, carrier.IsSandbox);
        if (!JsonNode.DeepEquals(before, after))
        {
            await transaction.PutAsync(project, new ResourceWrite(preparer.Prepare(after, communicationId)), cancellationToken);
        }
    }

    private async ValueTask CloseSettledTasksAsync(
        IStoreTransaction transaction, DeliveryRecord changed, IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken)
    {
        if (!deliveries.Any(d => d.Status == DeliveryStatus.Unknown))
        {
            await tasks.CloseAsync(transaction, changed.Project, changed.CommunicationId, FaxTaskCode.DecideOutcome, cancellationToken);
        }

        if (!deliveries.Any(d => d.Status is DeliveryStatus.Queued or DeliveryStatus.Submitting))
        {
            await tasks.CloseAsync(transaction, changed.Project, changed.CommunicationId, FaxTaskCode.CarrierRefusedCredentials, cancellationToken);
            await tasks.CloseAsync(transaction, changed.Project, changed.CommunicationId, FaxTaskCode.HandOverDelayed, cancellationToken);
        }
    }
}
