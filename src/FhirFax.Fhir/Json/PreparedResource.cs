using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Json;

/// <summary>
/// A checked resource on its way into a store: index entries extracted, and the bytes cut where <c>id</c> and <c>meta</c> go,
/// so that a store fills in version and time inside its transaction without parsing again.
/// </summary>
public sealed class PreparedResource
{
    private PreparedResource() => throw new NotImplementedException();

    public string ResourceType => throw new NotImplementedException();

    public string Id => throw new NotImplementedException();

    public IReadOnlyList<IndexEntry> Entries => throw new NotImplementedException();

    /// <summary>
    /// Cuts <paramref name="document"/> for storage under <paramref name="id"/>. The client's <c>meta.versionId</c> and <c>meta.lastUpdated</c> are dropped, the
    /// rest of <c>meta</c> (profile, security, tag, source, extension) is kept. All other members keep order and exact bytes.
    /// </summary>
    public static PreparedResource From(ResourceDocument document, string id, SearchIndexer indexer) => throw new NotImplementedException();

    /// <summary>The JSON to store and to send: <c>resourceType</c>, <c>id</c>, <c>meta</c> first, then the rest.</summary>
    public byte[] Render(long versionId, DateTimeOffset lastUpdated) => throw new NotImplementedException();
}
