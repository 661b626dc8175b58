using FhirFax.Store.Resources;

namespace FhirFax.Store.Faxes;

/// <summary>The faxes among a project's Communications, as <see cref="IFaxProjection"/> sees them. Right after every change, whoever made it.</summary>
public interface IFaxList
{
    /// <param name="show">What is wanted of each fax. It is given one after the other, so that a page takes no more memory than what is kept of it.</param>
    ValueTask<FaxListPage<T>> FaxesAsync<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show, CancellationToken cancellationToken);

    /// <summary>Null when no such fax exists, or it was deleted.</summary>
    ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken);

    /// <summary>The fax that a Communication is; null when it is none.</summary>
    ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken);

    /// <summary>The resource that <see cref="IFaxProjection.AliasOf"/> gave this alias; null when there has never been one.</summary>
    ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken);
}
