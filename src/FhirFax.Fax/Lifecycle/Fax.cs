using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle;

/// <summary>A fax as the Faxes dialect shows it (fax-lifecycle-api.md 3.1), without what only HTTP knows.</summary>
public sealed record Fax
{
    public required Guid Id { get; init; }

    public required FaxDirection Direction { get; init; }

    public required FaxStatus Status { get; init; }

    /// <summary>E.164; null when not known.</summary>
    public string? Sender { get; init; }

    /// <summary>E.164; null when not known.</summary>
    public string? Receiver { get; init; }

    public string? Subject { get; init; }

    public Guid? PatientId { get; init; }

    /// <summary>Null on an outbound one.</summary>
    public string? DocumentTypeName { get; init; }

    /// <summary>The DocumentReference that an inbound one was filed as; null on an outbound one.</summary>
    public Guid? DocumentId { get; init; }

    public bool IsReviewed { get; init; }

    public IReadOnlyList<FaxFile> Files { get; init; } = [];

    /// <summary>Null until the carrier reports it.</summary>
    public int? Pages { get; init; }

    /// <summary>A sentence for a person; null unless it failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The carrier's id of the latest Attempt.</summary>
    public string? ExternalId { get; init; }

    /// <summary>When delivery was confirmed.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Client id; null when the server made it, as for a fax that came in.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Client id; null when the server changed it last.</summary>
    public string? UpdatedBy { get; init; }
}
