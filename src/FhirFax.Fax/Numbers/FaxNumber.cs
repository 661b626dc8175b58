using System.Diagnostics.CodeAnalysis;

namespace FhirFax.Fax.Numbers;

/// <summary>An E.164 fax number; nothing else can be held.</summary>
public readonly record struct FaxNumber
{
    private readonly string _e164;

    private FaxNumber(string e164) => _e164 = e164;

    /// <summary>
    /// Reads what a ContactPoint holds by the number rule: never guesses. When refused, <paramref name="refusal"/> is one sentence with the likely correction.
    /// </summary>
    /// <param name="defaultCountryCode">null, or "1": then ten national digits, or 1 and those, are accepted.</param>
    public static bool TryParse(
        string? text, string? defaultCountryCode, out FaxNumber number, [NotNullWhen(false)] out string? refusal) =>
        throw new NotImplementedException();

    /// <summary>The number as <c>+15551234567</c>.</summary>
    public override string ToString() => _e164 ?? "";
}
