using FhirFax.Store.Faxes;

namespace FhirFax.Acceptance.Fire;

/// <summary>A Communication as the store holds it after the run.</summary>
internal sealed record FoundFax
{
    public required string Id { get; init; }

    public required string Status { get; init; }

    /// <summary>The carrier's current ids.</summary>
    public required IReadOnlyList<string> CarrierIds { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<FoundVersion> Versions { get; init; }

    /// <summary>Of a sent one, each with its Attempts in order.</summary>
    public IReadOnlyList<(DeliveryRecord Delivery, IReadOnlyList<AttemptRecord> Attempts)> Deliveries { get; init; } = [];

    /// <summary>Of a received one: SHA-256 of the bytes that are really there; null when there is no document.</summary>
    public string? Digest { get; init; }

    /// <summary>Of a received one.</summary>
    public string? CallingNumber { get; init; }

    /// <summary>Of a received one: where its inbox row stands; null when there is none.</summary>
    public InboxStatus? Inbox { get; init; }
}
