namespace FhirFax.Fhir.Search;

/// <summary>A checked search of one resource type: every filter must match.</summary>
public sealed record SearchQuery
{
    /// <summary>Matches on one page, whatever is asked for.</summary>
    public const int MaxCount = 1000;

    public required string ResourceType { get; init; }

    public IReadOnlyList<SearchFilter> Filters { get; init; } = [];

    /// <summary>Sort keys in order; the store adds the resource itself as the last key. Empty: newest first by creation.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>Entries a page, 0 to 1000; 0 only counts.</summary>
    public int Count { get; init; } = 20;

    /// <summary>Where the previous page ended, as the store made it; null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>Entries to skip; for clients that page by <c>_offset</c>.</summary>
    public int Offset { get; init; }

    /// <summary>Whether the exact number of matches is wanted (<c>_total=accurate</c>, <c>_summary=count</c>).</summary>
    public bool Total { get; init; }

    /// <summary>What is to come along with the page, at most <see cref="SearchInclude.MaxIncluded"/> resources.</summary>
    public IReadOnlyList<SearchInclude> Includes { get; init; } = [];

    /// <summary>
    /// Gives memory, of so many bytes, that the JSON of what is found is to lie in: for a caller that will be done with it soon and uses it again. Null: it has memory of its own.
    /// </summary>
    public Func<int, Memory<byte>>? Memory { get; init; }

    /// <summary>The types that may be included; null for all.</summary>
    public IReadOnlySet<string>? IncludableTypes { get; init; }
}
