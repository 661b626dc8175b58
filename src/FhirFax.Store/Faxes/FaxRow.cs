using FhirFax.Store.Resources;

namespace FhirFax.Store.Faxes;

/// <summary>What is known of one fax besides its Communication: where it stands, and everything that lists are sorted by. Follows from the Communication and the fax ledger alone.</summary>
public sealed record FaxRow
{
    /// <summary>What the fax is called outside FHIR: the Communication's id when that is a UUID, else an alias for it.</summary>
    public required Guid Id { get; init; }

    public required FaxDirection Direction { get; init; }

    public required FaxStatus Status { get; init; }

    /// <summary>E.164; null when not known.</summary>
    public string? Sender { get; init; }

    /// <summary>E.164; null when not known.</summary>
    public string? Receiver { get; init; }

    public string? Subject { get; init; }

    public bool IsReviewed { get; init; }

    /// <summary>Null until they are known.</summary>
    public int? Pages { get; init; }

    /// <summary>When delivery was confirmed; null for an inbound one.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>Null for an outbound one.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>When the Communication was first stored.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the Communication was last stored.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The DocumentReference that an inbound fax is filed as; null when it is not.</summary>
    public ResourceKey? Document { get; init; }

    /// <summary>What it is filed as.</summary>
    public string? DocumentTypeName { get; init; }

    /// <summary>Other resources that this was read from: when one of them changes, the row is made anew.</summary>
    public IReadOnlyList<ResourceKey> Sources { get; init; } = [];
}
