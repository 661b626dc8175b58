namespace FhirFax.Fax.Carriers;

/// <summary>One received fax as listed.</summary>
/// <param name="CarrierId">The carrier's id.</param>
/// <param name="OriginatingNumber">E.164 where it can be told, else as given; null when the caller was unavailable.</param>
/// <param name="DestinationNumber">As <paramref name="OriginatingNumber"/>.</param>
/// <param name="StationId">The sender's TSID; null when unavailable.</param>
/// <param name="Completed">By the carrier's clock; null when missing or unreadable.</param>
/// <param name="Pages">As the carrier counts.</param>
public sealed record ReceivedFax(
    string CarrierId, string? OriginatingNumber, string? DestinationNumber, string? StationId, DateTimeOffset? Completed, int? Pages, bool IsDownloaded);
