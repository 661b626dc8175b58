namespace FhirFax.Fax.Sending;

/// <summary>What the one transaction of a send did.</summary>
internal abstract record SendCommitOutcome
{
    public sealed record Committed(string CommunicationId) : SendCommitOutcome;

    /// <summary>The same was sent before: nothing was written.</summary>
    public sealed record SentBefore(string CommunicationId) : SendCommitOutcome;

    /// <summary>The <c>Idempotency-Key</c> belongs to another request: nothing was written.</summary>
    public sealed record KeyTaken : SendCommitOutcome;

    /// <summary>The Communication is not the one that was checked: nothing was written.</summary>
    public sealed record Changed : SendCommitOutcome;
}
