using System.Diagnostics.CodeAnalysis;

namespace FhirFax.Fax.Numbers;

/// <summary>An E.164 fax number; nothing else can be held.</summary>
public readonly record struct FaxNumber
{
    /// <summary>E.164 allows this many digits, country code included.</summary>
    private const int MostDigits = 15;
    private const int FewestDigits = 7;

    /// <summary>Digits of a North American number with its country code.</summary>
    private const int NorthAmericanDigits = 11;

    private readonly string? _e164;

    private FaxNumber(string e164) => _e164 = e164;

    /// <summary>
    /// Reads what a ContactPoint holds by the number rule: never guesses. When refused, <paramref name="refusal"/> is one sentence with the likely correction.
    /// It quotes the number, so it is for the caller and never for a log.
    /// </summary>
    /// <param name="defaultCountryCode">null, or "1": then ten national digits, or 1 and those, are accepted.</param>
    public static bool TryParse(
        string? text, string? defaultCountryCode, out FaxNumber number, [NotNullWhen(false)] out string? refusal)
    {
        if (TryRead(text, defaultCountryCode == "1", out var e164))
        {
            number = new FaxNumber(e164);
            refusal = null;
            return true;
        }

        number = default;
        refusal = FaxNumberRefusal.Explain(text);
        return false;
    }

    /// <summary>The number as <c>+15551234567</c>; empty for the default value.</summary>
    public override string ToString() => _e164 ?? "";

    /// <summary>The rule itself. With <paramref name="northAmerican"/> a number without <c>+</c> may be a national one.</summary>
    internal static bool TryRead(ReadOnlySpan<char> text, bool northAmerican, [NotNullWhen(true)] out string? e164)
    {
        e164 = null;
        Span<char> digits = stackalloc char[MostDigits];
        var international = text.StartsWith('+');
        if (!TryCollectDigits(international ? text[1..] : text, digits, out var count))
        {
            return false;
        }

        digits = digits[..count];
        if (international)
        {
            if (!IsE164(digits))
            {
                return false;
            }

            e164 = $"+{digits}";
            return true;
        }

        if (!northAmerican)
        {
            return false;
        }

        e164 = IsNorthAmerican(digits) ? $"+{digits}" : count == NorthAmericanDigits - 1 && digits[0] is >= '2' ? $"+1{digits}" : null;
        return e164 is not null;
    }

    /// <summary>What separates groups of digits in print: blanks, dots, hyphens and dashes, slashes, parentheses.</summary>
    internal static bool IsSeparator(char c) => c is ' ' or '\u00A0' or '.' or '-' or (>= '\u2010' and <= '\u2015') or '/' or '(' or ')';

    /// <summary>False when there is anything but ASCII digits and separators, too many digits, or the trunk prefix <c>(0)</c>, which is dialled only inside its country.</summary>
    private static bool TryCollectDigits(ReadOnlySpan<char> text, Span<char> digits, out int count)
    {
        count = 0;
        // Matches "(0)" with any separators between: 1 after "(", 2 after "(0".
        var trunk = 0;
        foreach (var c in text)
        {
            if (IsSeparator(c))
            {
                if (c == ')' && trunk == 2)
                {
                    return false;
                }

                trunk = c is '(' ? 1 : c is ')' ? 0 : trunk;
                continue;
            }

            if (!char.IsAsciiDigit(c) || count == digits.Length)
            {
                return false;
            }

            trunk = trunk == 1 && c == '0' ? 2 : 0;
            digits[count++] = c;
        }

        return true;
    }

    private static bool IsE164(ReadOnlySpan<char> digits) =>
        digits.Length >= FewestDigits && digits[0] != '0' && (digits[0] != '1' || IsNorthAmerican(digits));

    private static bool IsNorthAmerican(ReadOnlySpan<char> digits) =>
        digits.Length == NorthAmericanDigits && digits[0] == '1' && digits[1] is >= '2';
}
