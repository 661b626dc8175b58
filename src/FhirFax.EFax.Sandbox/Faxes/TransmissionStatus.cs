namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>The canonical spellings (efax-corporate-api.md 9.1).</summary>
internal static class TransmissionStatus
{
    public const string New = "NEW";
    public const string InProgress = "INPROGRESS";
    public const string PendingRetry = "PENDING RETRY";
    public const string Complete = "COMPLETE";
    public const string Error = "ERROR";
    public const string Canceled = "CANCELED";

    public static bool IsFinal(string status) => status is Complete or Error or Canceled;

    /// <summary>As compared in filters: upper case without blanks and underscores, both spellings of a word one.</summary>
    public static string Normalize(string text) =>
        text.ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal) switch
        {
            "INPROGESS" => InProgress,
            "COMPLETED" => Complete,
            "CANCELLED" => Canceled,
            "PENDINGRETRY" => PendingRetry,
            var word => word,
        };
}
