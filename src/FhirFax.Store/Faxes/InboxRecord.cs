namespace FhirFax.Store.Faxes;

/// <summary>One fax that the carrier listed for a mailbox: unique by (mailbox, carrier id), whatever happens to its Communication.</summary>
public sealed record InboxRecord
{
    public required MailboxKey Mailbox { get; init; }

    public required string CarrierId { get; init; }

    public required ProjectKey Project { get; init; }

    public required InboxStatus Status { get; init; }

    /// <summary>When we first saw it listed.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>The carrier's <c>completed_timestamp</c>; null when it gave none.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>What the listing said of it (calling number, pages, size…), as the carrier adapter's neutral JSON.</summary>
    public required string Details { get; init; }

    public string? CommunicationId { get; init; }

    /// <summary>Fetches tried.</summary>
    public int Tries { get; init; }
}
