namespace FhirFax.Fax.Carriers;

/// <summary>Which received faxes to list: exactly one of the two is set.</summary>
/// <param name="OnlyNotDownloaded">Those not yet fetched by anyone.</param>
/// <param name="CompletedSince">Those completed at or after, by the carrier's clock, fetched or not.</param>
public sealed record ReceivedQuery(bool OnlyNotDownloaded, DateTimeOffset? CompletedSince);
