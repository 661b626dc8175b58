namespace FhirFax.Fax.Carriers;

/// <summary>The classes of failure that callers treat differently.</summary>
public enum CarrierFailureKind
{
    /// <summary>No connection, time-out before an answer, 5xx, unreadable answer.</summary>
    Unreachable,

    /// <summary>App ID or API key refused, also after one renewal of the token.</summary>
    CredentialsRefused,

    /// <summary>The user id is not one of this App ID's, or the fax is another's (403).</summary>
    MailboxRefused,

    /// <summary>Too many requests (429).</summary>
    Throttled,

    /// <summary>The circuit for this App ID is open: no call was made.</summary>
    CircuitOpen,

    /// <summary>The carrier does not know this fax (404).</summary>
    NotFound,
}
