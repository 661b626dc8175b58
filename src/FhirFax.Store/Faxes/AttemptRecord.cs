namespace FhirFax.Store.Faxes;

/// <summary>One hand-over of a Delivery.</summary>
public sealed record AttemptRecord
{
    public required ProjectKey Project { get; init; }

    /// <summary>Lower-case UUID; the reference id that the carrier is given.</summary>
    public required string Id { get; init; }

    public required string DeliveryId { get; init; }

    /// <summary>From 1.</summary>
    public required int Ordinal { get; init; }

    public required AttemptStatus Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>When the answer came or the doubt was settled; while it is unknown, when the doubt began.</summary>
    public DateTimeOffset? Ended { get; init; }

    public string? CarrierId { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }
}
