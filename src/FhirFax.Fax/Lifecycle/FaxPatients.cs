using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Finds patients by the UUIDs of the Faxes dialect.</summary>
internal static class FaxPatients
{
    /// <summary>Null when there is no such Patient, or it was deleted.</summary>
    public static async ValueTask<ResourceKey?> FindAsync(IStoreTransaction transaction, ProjectKey project, Guid id, CancellationToken cancellationToken)
    {
        var key = new ResourceKey("Patient", id.ToString("D"));
        if (await transaction.ReadAsync(project, key, cancellationToken) is { IsDeleted: false })
        {
            return key;
        }

        return await transaction.AliasedAsync(project, "Patient", id, cancellationToken) is { } aliased
            && await transaction.ReadAsync(project, aliased, cancellationToken) is { IsDeleted: false }
            ? aliased
            : null;
    }
}
