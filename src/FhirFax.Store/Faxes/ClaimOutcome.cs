namespace FhirFax.Store.Faxes;

/// <summary>Whether a mailbox is the asking project's.</summary>
public enum ClaimOutcome
{
    /// <summary>It is now, or was already.</summary>
    Ours,

    /// <summary>It belongs to another project.</summary>
    Taken,
}
