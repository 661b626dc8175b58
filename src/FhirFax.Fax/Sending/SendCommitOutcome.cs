using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending;

/// <summary>What the one transaction of a send did.</summary>
internal abstract record SendCommitOutcome
{
    /// <param name="Fax">As the commit leaves it; null when the store keeps no list of faxes.</param>
    public sealed record Committed(string CommunicationId, ListedFax? Fax) : SendCommitOutcome;

    /// <summary>The same was sent before: nothing was written.</summary>
    public sealed record SentBefore(string CommunicationId) : SendCommitOutcome;

    /// <summary>The <c>Idempotency-Key</c> belongs to another request: nothing was written.</summary>
    public sealed record KeyTaken : SendCommitOutcome;

    /// <summary>The Communication is not the one that was checked: nothing was written.</summary>
    public sealed record Changed : SendCommitOutcome;
}
