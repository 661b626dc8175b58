using FhirFax.Store.Resources;

namespace FhirFax.Store.Faxes;

/// <summary>Reads of the fax ledger: Deliveries, Attempts, inbox, mailboxes.</summary>
public interface IFaxReader
{
    ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken);

    /// <summary>In ordinal order; empty when the Communication was never sent.</summary>
    ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken);

    /// <summary>In ordinal order.</summary>
    ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken);

    /// <summary>A key that has not expired at <paramref name="now"/>.</summary>
    ValueTask<IdempotencyRecord?> IdempotencyAsync(ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken);

    ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken);

    /// <summary>The inbox entry that a Communication came from; null when it is no received fax.</summary>
    ValueTask<InboxRecord?> InboxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken);

    /// <summary>Entries of a mailbox that are not settled, oldest first.</summary>
    ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken);

    /// <summary>How far the mailbox's listing is complete, by the carrier's clock; null before the first complete listing.</summary>
    ValueTask<DateTimeOffset?> WatermarkAsync(MailboxKey mailbox, CancellationToken cancellationToken);

    /// <summary>The project a mailbox belongs to; null when unclaimed.</summary>
    ValueTask<ProjectKey?> MailboxOwnerAsync(MailboxKey mailbox, CancellationToken cancellationToken);

    /// <summary>All mailboxes a project has claimed.</summary>
    ValueTask<IReadOnlyList<MailboxKey>> MailboxesAsync(ProjectKey project, CancellationToken cancellationToken);

    /// <summary>
    /// Communications whose pinned payload names this Binary (as <see cref="IFaxWriter.PinAsync"/> recorded) while they have a Delivery that is not terminal, or that are received faxes.
    /// </summary>
    ValueTask<IReadOnlyList<ResourceKey>> PinsAsync(ProjectKey project, ResourceKey binary, CancellationToken cancellationToken);
}
