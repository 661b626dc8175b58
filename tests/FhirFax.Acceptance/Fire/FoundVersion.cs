namespace FhirFax.Acceptance.Fire;

/// <summary>One version of a Communication.</summary>
/// <param name="Deliveries">By Delivery id, the status shown and the number of Attempts.</param>
internal sealed record FoundVersion(DateTimeOffset At, IReadOnlyDictionary<string, (string Status, int Attempts)> Deliveries);
