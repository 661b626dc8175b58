namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>Transmission codes with their texts and retry classes (efax-corporate-api.md 9.3).</summary>
internal static class ErrorCodes
{
    public const string Success = "SFAX";
    public const string CancelledBySender = "E45";

    private static readonly Dictionary<string, (string Text, RetryClass Class)> Codes = new(StringComparer.Ordinal)
    {
        [Success] = ("Successful fax", RetryClass.None),
        ["E06"] = ("Unspecified system error", RetryClass.Billable),
        ["E07"] = ("Document could not be converted", RetryClass.None),
        ["E33"] = ("Human answered", RetryClass.HumanAnswer),
        ["E41"] = ("Busy", RetryClass.NonBillable),
        ["E42"] = ("No answer", RetryClass.NonBillable),
        ["E43"] = ("Human answered", RetryClass.HumanAnswer),
        ["E44"] = ("Transmission interrupted", RetryClass.Billable),
        [CancelledBySender] = ("Cancelled by sender", RetryClass.None),
        ["E46"] = ("Fax expired", RetryClass.None),
        ["E49"] = ("Communication error", RetryClass.NonBillable),
        ["E51"] = ("Destination number format invalid", RetryClass.None),
        ["E52"] = ("High-risk destination", RetryClass.None),
        ["E53"] = ("Destination not allowed", RetryClass.None),
    };

    public static string TextOf(string? code) => code is not null && Codes.TryGetValue(code, out var known) ? known.Text : "";

    public static RetryClass ClassOf(string code) => Codes.TryGetValue(code, out var known) ? known.Class : RetryClass.None;
}
