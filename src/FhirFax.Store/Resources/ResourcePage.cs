namespace FhirFax.Store.Resources;

/// <summary>One page of a search or a history.</summary>
/// <param name="Next">Cursor of the next page; null on the last. Opaque, url-safe, does not expire.</param>
/// <param name="Total">All matches; null when not asked for.</param>
public sealed record ResourcePage(IReadOnlyList<StoredResource> Resources, string? Next, long? Total)
{
    /// <summary>What came along by <see cref="FhirFax.Fhir.Search.SearchQuery.Includes"/>; none of it is on the page itself.</summary>
    public IReadOnlyList<StoredResource> Included { get; init; } = [];

    /// <summary>There was more to include than may be.</summary>
    public bool IsIncludeCut { get; init; }

    /// <summary>The answer to a cursor that this store did not make.</summary>
    public static ResourcePage BadCursor { get; } = new([], null, null);
}
