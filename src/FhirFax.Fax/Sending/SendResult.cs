using FhirFax.Fax.Operations;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending;

/// <summary>What <c>$send-efax</c> answers.</summary>
public abstract record SendResult
{
    /// <summary>At least one Delivery was accepted, or everything is settled otherwise: 200.</summary>
    /// <param name="IsReplay">Nothing new was started: an earlier send is shown (<c>Idempotency-Replayed: true</c>).</param>
    public sealed record Accepted(StoredResource Communication, bool IsReplay) : SendResult;

    /// <summary>No Delivery accepted yet; the server goes on by itself: 202.</summary>
    public sealed record Pending(StoredResource Communication, bool IsReplay) : SendResult;

    /// <summary>Committed, and not waited for (<see cref="SendRequest.AnswersWhenQueued"/>).</summary>
    /// <param name="Fax">As the commit left it.</param>
    public sealed record Queued(ListedFax Fax) : SendResult;

    /// <summary>Nothing was sent.</summary>
    public sealed record Problem(FaxProblem Reason) : SendResult;
}
