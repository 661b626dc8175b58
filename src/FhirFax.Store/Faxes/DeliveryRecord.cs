namespace FhirFax.Store.Faxes;

/// <summary>One outbound Fax to one number. Number, mailbox and documents never change after creation.</summary>
public sealed record DeliveryRecord
{
    public required ProjectKey Project { get; init; }

    /// <summary>Lower-case UUID.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the Communication.</summary>
    public required string CommunicationId { get; init; }

    /// <summary>Position among the Communication's Deliveries, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Which <c>Communication.recipient</c> entries this serves, from 0 (two recipients with one number are one Delivery).</summary>
    public required IReadOnlyList<int> Recipients { get; init; }

    /// <summary>E.164.</summary>
    public required string Number { get; init; }

    public required MailboxKey Mailbox { get; init; }

    public required IReadOnlyList<PinnedDocument> Documents { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DeliveryStatus Status { get; init; }

    /// <summary>The carrier's id of the latest Attempt that has one.</summary>
    public string? CarrierId { get; init; }

    /// <summary>Hand-overs started.</summary>
    public int Attempts { get; init; }

    /// <summary>Pages the far machine confirmed; null while unknown.</summary>
    public int? Pages { get; init; }

    /// <summary>The carrier's code, kept raw; null when none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>A sentence for a person; null when nothing went wrong.</summary>
    public string? ErrorText { get; init; }

    /// <summary>When the carrier accepted it.</summary>
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>When it reached a terminal state, by the carrier's clock where it says so.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>When the present, not terminal state must have ended; then a person is asked, and what the carrier has becomes unknown. Null when terminal, and once asked about an unknown one.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Counts changes; an update must name the one it read.</summary>
    public long Revision { get; init; }

    public bool IsTerminal => Status is DeliveryStatus.Completed or DeliveryStatus.Failed or DeliveryStatus.Refused or DeliveryStatus.Cancelled;
}
