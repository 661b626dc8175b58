using FhirFax.Fax.Resources;
using FhirFax.Store;

namespace FhirFax.Fax.Tasks;

/// <summary>Opens and closes the FHIR Tasks that ask a person; at most one open per Communication and code (design 2).</summary>
public sealed class FaxTasks(ResourcePreparer preparer)
{
    /// <summary>Opens (or reopens) the Task in the caller's transaction; nothing when it is open already.</summary>
    /// <param name="code">One of <see cref="FaxTaskCode"/>.</param>
    /// <param name="description">What to do, as one sentence without numbers or names.</param>
    public ValueTask OpenAsync(
        IStoreTransaction transaction, ProjectKey project, string communicationId, string code, string description, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Marks the Task completed when it is open; nothing otherwise.</summary>
    public ValueTask CloseAsync(
        IStoreTransaction transaction, ProjectKey project, string communicationId, string code, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
