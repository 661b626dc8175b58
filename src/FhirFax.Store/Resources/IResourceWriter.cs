namespace FhirFax.Store.Resources;

/// <summary>Writes of one project's resources; index entries change in the same transaction.</summary>
public interface IResourceWriter
{
    /// <summary>Stores a new current version: <see cref="WriteOutcome.Created"/>, <see cref="WriteOutcome.Updated"/> or <see cref="WriteOutcome.VersionConflict"/>.</summary>
    ValueTask<WriteOutcome> PutAsync(ProjectKey project, ResourceWrite write, CancellationToken cancellationToken);

    /// <summary>Writes a tombstone: <see cref="WriteOutcome.Deleted"/>, <see cref="WriteOutcome.NotFound"/> or <see cref="WriteOutcome.VersionConflict"/>.</summary>
    ValueTask<WriteOutcome> DeleteAsync(ProjectKey project, ResourceKey key, long? expectedVersion, string? author, CancellationToken cancellationToken);
}
