using FhirFax.Fax.Operations;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>What <c>$receive-efax</c> answers.</summary>
public abstract record ReceiveResult
{
    /// <summary>200 with a collection Bundle.</summary>
    /// <param name="Communications">Those that this call brought in, oldest first.</param>
    /// <param name="Failures">Faxes that could not be brought in now, each an OperationOutcome entry.</param>
    public sealed record Received(IReadOnlyList<StoredResource> Communications, IReadOnlyList<OperationOutcome> Failures) : ReceiveResult;

    /// <summary>The carrier could not be asked at all: 400, code transient.</summary>
    public sealed record Unavailable(OperationOutcome Outcome) : ReceiveResult;

    public sealed record Problem(FaxProblem Reason) : ReceiveResult;
}
