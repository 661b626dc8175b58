using FhirFax.Fhir.Json;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Resources;

/// <summary>Keeps sent and received faxes from being changed by accident (design 6). Every client write passes here, inside its transaction.</summary>
public sealed class FaxResourceRules
{
    /// <summary>Before a PUT or PATCH of an existing resource; <paramref name="proposed"/> has its attachment urls normalised to <c>Binary/id</c>.</summary>
    public ValueTask<ResourceChange> BeforeUpdateAsync(
        IStoreTransaction transaction, ProjectKey project, StoredResource current, ResourceDocument proposed, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Before a DELETE: <see cref="ResourceChange.AsSent"/> or <see cref="ResourceChange.Refused"/>.</summary>
    public ValueTask<ResourceChange> BeforeDeleteAsync(
        IStoreTransaction transaction, ProjectKey project, StoredResource current, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
