namespace FhirFax.EFax.Sending;

/// <summary>Why a hand-over stopped before its first byte, though the connection stood.</summary>
internal enum SubmissionStop
{
    /// <summary>The sender no longer wants it.</summary>
    Withdrawn,

    /// <summary>A document could not be opened, or is not what was pinned.</summary>
    DocumentUnreadable,
}
