namespace FhirFax.Store.Resources;

/// <summary>A history of an instance, a type, or (both null) the project (R4 http.html#history).</summary>
public sealed record HistoryQuery
{
    public string? ResourceType { get; init; }

    /// <summary>Only with a type.</summary>
    public string? Id { get; init; }

    /// <summary>Versions at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Versions that were current at some time within [At, AtEnd).</summary>
    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? AtEnd { get; init; }

    public int Count { get; init; } = 20;

    public string? Cursor { get; init; }

    public bool Total { get; init; }
}
