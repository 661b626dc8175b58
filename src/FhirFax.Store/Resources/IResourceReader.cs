using FhirFax.Fhir.Search;

namespace FhirFax.Store.Resources;

/// <summary>Reads of one project's resources.</summary>
public interface IResourceReader
{
    /// <summary>The current version; a tombstone when deleted; null when it never existed.</summary>
    ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken);

    /// <summary>One version, which may be a tombstone; null when there is none.</summary>
    ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken);

    /// <summary>Versions, newest first.</summary>
    ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Current, not deleted resources that match. An unusable cursor is an empty result of <see cref="ResourcePage.BadCursor"/>.</summary>
    ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken);
}
