namespace FhirFax.Store.Resources;

/// <summary>What a project's resources are found by, as a list of its own.</summary>
public interface IIndexedValues
{
    /// <summary>
    /// The distinct values of the <see cref="FhirFax.Fhir.Search.IndexEntry.Uri"/> entries that current, not deleted resources of any of these types have, in ordinal order.
    /// Costs grow with their number and that of the types, not with that of the resources.
    /// </summary>
    /// <param name="max">When there are more, so many of them, no matter which.</param>
    ValueTask<IReadOnlyList<string>> DistinctUrisAsync(
        ProjectKey project, IReadOnlyCollection<string> resourceTypes, string parameter, int max, CancellationToken cancellationToken);
}
