using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.Work;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>What happens to a Delivery that cannot be handed over now, inside its caller's transaction: it is tried again, and a person is asked once that takes too long.</summary>
internal sealed class WaitingTransitions(DeliveryLedger ledger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    public static TimeSpan Pause(int tries) => BackOff.Delay(tries, FirstRetry, LongestRetry);

    /// <summary>Queues it until <paramref name="dueAt"/>, with a deadline from then on, and a fresh queue entry.</summary>
    public async ValueTask QueueAsync(IStoreTransaction transaction, DeliveryRecord delivery, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        await ledger.SaveAsync(
            transaction, delivery with { Status = DeliveryStatus.Queued, Deadline = dueAt + DeliveryDeadlines.Patience }, cancellationToken);
        await transaction.EnqueueAsync(delivery.Project, WorkKind.Submit, delivery.Id, dueAt, cancellationToken);
    }

    /// <summary>Puts a claimed entry back. The wait is as long as <paramref name="failure"/> says, else longer with each try; the deadline is not missed for it.</summary>
    public async ValueTask PostponeAsync(
        IStoreTransaction transaction, WorkItem item, DeliveryRecord delivery, CarrierFailure failure, CancellationToken cancellationToken)
    {
        var now = transaction.Now;
        var deadline = delivery.Deadline ?? now + DeliveryDeadlines.Patience;
        var earliest = now + (failure.RetryAfter ?? TimeSpan.Zero);
        // When the carrier itself says that it will not be in time, nothing is gained by waiting with the question.
        var isOverdue = deadline <= now || earliest > deadline;
        var dueAt = now + Pause(item.Tries);
        dueAt = !isOverdue && dueAt > deadline ? deadline : dueAt;
        dueAt = earliest > dueAt ? earliest : dueAt;

        delivery = delivery with
        {
            Status = DeliveryStatus.Queued,
            Deadline = isOverdue ? now + DeliveryDeadlines.Reminder : deadline,
            ErrorText = failure.Text,
        };
        await ledger.SaveAsync(transaction, delivery, cancellationToken);
        if (!await transaction.RescheduleAsync(item, dueAt, cancellationToken))
        {
            // Whoever took the entry over left the Delivery to reconciliation; now it is known to be free again.
            await transaction.EnqueueAsync(delivery.Project, WorkKind.Submit, delivery.Id, dueAt, cancellationToken);
        }

        if (isOverdue)
        {
            await AskAsync(transaction, delivery, failure, cancellationToken);
        }
    }

    private ValueTask AskAsync(IStoreTransaction transaction, DeliveryRecord delivery, CarrierFailure failure, CancellationToken cancellationToken) =>
        failure.Kind is CarrierFailureKind.CredentialsRefused or CarrierFailureKind.MailboxRefused
            ? ledger.AskAsync(
                transaction,
                delivery,
                FaxTaskCode.CarrierRefusedCredentials,
                "The carrier refuses this project's credentials or user id, and this fax waits: correct them.",
                cancellationToken)
            : ledger.AskAsync(
                transaction,
                delivery,
                FaxTaskCode.HandOverDelayed,
                $"This fax has not been handed over yet and is tried again by itself. {failure.Text} If it is urgent, cancel it and send it another way.",
                cancellationToken);
}
