using FhirFax.Store.Content;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Content;

/// <summary>What the content store must know of the rows.</summary>
internal sealed class ContentNames(ReaderPool readers)
{
    /// <summary>Null: no row names it.</summary>
    public ValueTask<ContentName?> FindAsync(ProjectKey project, ContentHash hash, CancellationToken cancellationToken) =>
        readers.ReadAsync((project, hash), static (tables, key) => tables.Content.Find(key.project, key.hash), cancellationToken);

    /// <summary>Every project that has rows.</summary>
    public ValueTask<IReadOnlyList<ProjectKey>> ProjectsAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(0, static (tables, _) => tables.Content.Projects(), cancellationToken);
}
