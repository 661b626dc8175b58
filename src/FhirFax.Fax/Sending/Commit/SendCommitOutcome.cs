using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.Commit;

/// <summary>What the one transaction of a send did.</summary>
internal abstract record SendCommitOutcome
{
    public sealed record Committed(string CommunicationId) : SendCommitOutcome
    {
        /// <summary>As the commit leaves it, when the answer shows it; null also when the store keeps no list of faxes.</summary>
        public ListedFax? Fax { get; init; }

        /// <summary>The claimed queue entry and the Attempt that goes out now; null when the Deliveries are queued.</summary>
        public (WorkItem Item, HandOver.HandOver HandOver)? Begun { get; init; }
    }

    /// <summary>The same was sent before: nothing was written.</summary>
    public sealed record SentBefore(string CommunicationId) : SendCommitOutcome;

    /// <summary>The <c>Idempotency-Key</c> belongs to another request: nothing was written.</summary>
    public sealed record KeyTaken : SendCommitOutcome;

    /// <summary>The Communication is not the one that was checked: nothing was written.</summary>
    public sealed record Changed : SendCommitOutcome;
}
