using FhirFax.Store.Resources;

namespace FhirFax.Store.Faxes;

/// <summary>Writes of the fax ledger. The uniqueness rules live here, in the store's own constraints, not in its callers.</summary>
public interface IFaxWriter
{
    ValueTask AddDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken);

    /// <summary>False, and nothing changed, when <see cref="DeliveryRecord.Revision"/> is not the stored one. Stores Revision + 1.</summary>
    ValueTask<bool> UpdateDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken);

    /// <summary>False when the Delivery already has an Attempt that is neither proved absent, failed nor cancelled.</summary>
    ValueTask<bool> AddAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken);

    ValueTask UpdateAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken);

    /// <summary>Takes the key, replacing an expired one; otherwise returns who holds it and changes nothing. Null: taken by this call.</summary>
    ValueTask<IdempotencyRecord?> TryAddIdempotencyAsync(IdempotencyRecord record, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes the key from whoever holds it, for a repeat of a send that is known to have failed.</summary>
    ValueTask ReplaceIdempotencyAsync(IdempotencyRecord record, CancellationToken cancellationToken);

    /// <summary>False when the (mailbox, carrier id) is known already.</summary>
    ValueTask<bool> TryAddInboxAsync(InboxRecord record, CancellationToken cancellationToken);

    ValueTask UpdateInboxAsync(InboxRecord record, CancellationToken cancellationToken);

    ValueTask SetWatermarkAsync(MailboxKey mailbox, DateTimeOffset watermark, CancellationToken cancellationToken);

    /// <summary>Makes a mailbox the project's unless another has it.</summary>
    ValueTask<ClaimOutcome> ClaimMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken);

    /// <summary>Makes a mailbox nobody's if it is the project's. What was received from it stays the project's, and its watermark stays the mailbox's.</summary>
    ValueTask ReleaseMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken);

    /// <summary>Records which Binary resources a Communication's payload names, so that they cannot be deleted under it.</summary>
    ValueTask PinAsync(ProjectKey project, string communicationId, IReadOnlyList<ResourceKey> binaries, CancellationToken cancellationToken);
}
