namespace FhirFax.Store.Faxes;

/// <summary>Where an Attempt stands. At most one Attempt of a Delivery is in none of the last three states: the store refuses a second.</summary>
public enum AttemptStatus
{
    /// <summary>Started; the carrier may or may not have it.</summary>
    Submitting = 1,

    /// <summary>The answer was lost or ambiguous.</summary>
    Unknown = 2,

    /// <summary>The carrier has it.</summary>
    Accepted = 3,

    /// <summary>The carrier reports success.</summary>
    Completed = 4,

    /// <summary>It is proved that the carrier never took it (design: connection failed before the body, or 400, 401, 403, 413, 429).</summary>
    ProvedAbsent = 5,

    /// <summary>The carrier reports failure.</summary>
    Failed = 6,

    /// <summary>The carrier reports it cancelled.</summary>
    Cancelled = 7,
}
