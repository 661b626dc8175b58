namespace FhirFax.Store.Resources;

/// <summary>How far re-indexing got, in positions of resources in the order of their creation.</summary>
/// <param name="Done">The last position that is up to date.</param>
/// <param name="Last">The last one that was outdated at the beginning.</param>
public readonly record struct ReindexingProgress(long Done, long Last)
{
    public bool IsComplete => Done >= Last;
}
