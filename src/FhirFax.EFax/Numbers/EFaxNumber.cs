using FhirFax.Fax.Numbers;

namespace FhirFax.EFax.Numbers;

/// <summary>Fax numbers in the carrier's forms, both ways (efax-corporate-api.md 5.3).</summary>
internal static class EFaxNumber
{
    private const string NorthAmerica = "1";
    private const int NationalDigits = 10;
    private const int MaxDigits = 15;

    /// <summary>What the carrier writes for a caller it does not know.</summary>
    private const string Unavailable = "unavailable";

    /// <summary>From E.164: <c>1</c> and ten digits for North America, <c>+</c> and country code elsewhere; null when it is no E.164 number.</summary>
    public static string? ToCarrier(string? e164)
    {
        if (e164 is null || !e164.StartsWith('+') || !FaxNumber.TryParse(e164, null, out var number, out _))
        {
            return null;
        }

        var text = number.ToString();
        return text.StartsWith("+1", StringComparison.Ordinal) ? text[1..] : text;
    }

    /// <summary>To E.164 where that can be told, else as given; null for an unavailable caller.</summary>
    public static string? FromCarrier(string? text)
    {
        var given = text?.Trim();
        if (string.IsNullOrEmpty(given) || given.Equals(Unavailable, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (given.StartsWith('+'))
        {
            return FaxNumber.TryParse(given, null, out var international, out _) ? international.ToString() : given;
        }

        var digits = Digits(given);
        if (digits is null)
        {
            return given;
        }

        var isNational = digits.Length == NationalDigits || digits.StartsWith('1');
        var isRead = isNational
            ? FaxNumber.TryParse(digits, NorthAmerica, out var number, out _)
            : FaxNumber.TryParse("+" + digits, null, out number, out _);
        return isRead ? number.ToString() : given;
    }

    // Null when anything but digits and punctuation is in it: then it is a name, not a number.
    private static string? Digits(string text)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == MaxDigits)
                {
                    return null;
                }

                digits[count++] = c;
            }
            else if (c is not (' ' or '-' or '.' or '(' or ')' or '/'))
            {
                return null;
            }
        }

        return count == 0 ? null : new string(digits[..count]);
    }
}
