namespace FhirFax.ProbedServer;

/// <summary>A rule that is broken on purpose, so that it is seen that the suite would notice.</summary>
public enum SabotageKind
{
    None,

    /// <summary>A hand-over whose answer was lost is simply sent again.</summary>
    ResendOnTimeout,

    /// <summary>The carrier is told that a fax was taken as soon as its image is read.</summary>
    AcknowledgeBeforeStore,

    /// <summary>Neither the inbox row nor the idempotency row is unique.</summary>
    NoUniqueKey,

    /// <summary>An answer about a fax is taken in however old it is.</summary>
    TrackerMayRegress,
}
