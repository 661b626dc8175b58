namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>Fax numbers as the carrier takes them (efax-corporate-api.md 5.3).</summary>
internal static class CarrierNumber
{
    private const int MinDigits = 7;
    private const int MaxDigits = 15;
    private const int NationalDigits = 10;

    /// <summary>Whether it can be dialled: digits with the usual punctuation; a North American one complete.</summary>
    public static bool IsValid(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        foreach (var c in text.AsSpan(text.StartsWith('+') ? 1 : 0))
        {
            if (!char.IsAsciiDigit(c) && c is not (' ' or '-' or '.' or '(' or ')'))
            {
                return false;
            }
        }

        var digits = Canonical(text);
        return digits.Length is >= MinDigits and <= MaxDigits && digits[0] != '0'
            && (digits[0] != '1' || (digits.Length == NationalDigits + 1 && digits[1] is >= '2' and <= '9'));
    }

    /// <summary>Digits with country code: the form in which two spellings of a number are equal.</summary>
    public static string Canonical(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length == NationalDigits && !text.StartsWith('+') ? "1" + digits : digits;
    }
}
