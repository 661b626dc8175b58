using FhirFax.Fhir.Json;
using FhirFax.Store.Resources;

namespace FhirFax.Store.Faxes;

/// <summary>
/// What makes a row of a Communication. A store asks it in the transaction of every change that may concern a fax (the Communication, its Deliveries, its inbox row, the row's
/// <see cref="FaxRow.Sources"/>), whatever made that change, so that rows and counts are exact.
/// </summary>
public interface IFaxProjection
{
    /// <summary>Raised when the same Communication gives another row: a store then makes all rows anew when it is opened.</summary>
    int Version { get; }

    /// <summary>The row; null when the Communication is no fax. Reads nothing but the transaction.</summary>
    /// <param name="communication">Current and not deleted.</param>
    /// <param name="created">When it was first stored.</param>
    /// <param name="previous">The row as it was before; null when there was none.</param>
    ValueTask<FaxRow?> RowAsync(
        IStoreTransaction transaction,
        ProjectKey project,
        StoredResource communication,
        DateTimeOffset created,
        FaxRow? previous,
        CancellationToken cancellationToken);

    /// <summary>Ids of the Communications whose rows may change because this resource is stored; usually none.</summary>
    IEnumerable<string> Concerned(PreparedResource resource);

    /// <summary>What the resource is called outside FHIR when its own id does not do; null when it does, or when the resource is never called so.</summary>
    Guid? AliasOf(ProjectKey project, ResourceKey key);
}
