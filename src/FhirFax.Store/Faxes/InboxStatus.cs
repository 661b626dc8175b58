namespace FhirFax.Store.Faxes;

/// <summary>Where an inbound fax stands.</summary>
public enum InboxStatus
{
    /// <summary>Listed; nothing fetched.</summary>
    Seen = 1,

    /// <summary>Stored as a Communication; the carrier not yet told.</summary>
    Stored = 2,

    /// <summary>Stored and the carrier told. Settled.</summary>
    Acknowledged = 3,

    /// <summary>Its image could not be read; kept as a Communication with a Task. Settled.</summary>
    Unreadable = 4,
}
