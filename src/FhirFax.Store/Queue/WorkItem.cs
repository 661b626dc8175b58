namespace FhirFax.Store.Queue;

/// <summary>A queue entry, unique by (project, kind, subject).</summary>
/// <param name="Subject">Id of the Delivery.</param>
/// <param name="DueAt">Not before.</param>
/// <param name="Tries">Times it was claimed, this time included.</param>
/// <param name="Lease">Proof of the claim; null on an unclaimed entry.</param>
public sealed record WorkItem(ProjectKey Project, WorkKind Kind, string Subject, DateTimeOffset DueAt, int Tries, string? Lease);
