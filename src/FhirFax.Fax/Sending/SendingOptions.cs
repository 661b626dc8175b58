namespace FhirFax.Fax.Sending;

/// <summary>The <c>Sending__</c> settings, and the parts of <c>EFax__</c> and <c>Fax__</c> that sending depends on.</summary>
public sealed record SendingOptions
{
    public TimeSpan StatusPollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer waits for the carrier's acceptance before it is 202.</summary>
    public TimeSpan SubmitWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Within this, identical content by the same client is the same fax.</summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>New Attempts made without being asked, after the carrier reported a failure that may pass; how often and when follows from its class (<c>resubmissions.json</c>), this is the most.</summary>
    public int Resubmissions { get; init; }

    public bool AllowGroups { get; init; }

    public int MaxRecipients { get; init; } = 50;

    /// <summary>null or "1".</summary>
    public string? DefaultCountryCode { get; init; }

    /// <summary><c>EFax__AbsenceIsProof</c>: whether two complete listings without an Attempt prove that it never arrived.</summary>
    public bool AbsenceIsProof { get; init; }

    /// <summary><c>EFax__SettlingTime</c>: how long after the hand-over those listings count.</summary>
    public TimeSpan SettlingTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of all documents after base64, the carrier's limit.</summary>
    public long MaxEncodedBytes { get; init; } = 100_000_000;

    public int MaxDocuments { get; init; } = 25;
}
