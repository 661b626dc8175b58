using FhirFax.Fax.Operations;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>What <c>$sync-efax-status</c> answers.</summary>
public abstract record SyncResult
{
    /// <param name="Communications">As they are after asking.</param>
    /// <param name="Failures">What could not be asked; such a Communication is as it was known before.</param>
    public sealed record Synchronized(IReadOnlyList<StoredResource> Communications, IReadOnlyList<OperationOutcome> Failures) : SyncResult;

    public sealed record Problem(FaxProblem Reason) : SyncResult;
}
