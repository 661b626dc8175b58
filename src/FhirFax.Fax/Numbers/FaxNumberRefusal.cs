using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FhirFax.Fax.Numbers;

/// <summary>Says why a number is refused and what was probably meant. A suggestion is only shown, never used.</summary>
internal static partial class FaxNumberRefusal
{
    private const string HowTo = "Write + and the country code, then the number, such as +15551234567.";
    private const int LongestQuote = 40;

    public static string Explain(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"The fax number is empty. {HowTo}";
        }

        var head = $"'{Quote(text)}' is not in E.164 form";
        // Nothing that long is a number with a slip in it, and the expressions below stay cheap.
        return text.Length > 100 ? $"{head}: it is too long. {HowTo}" : $"{head}{Reason(text)}";
    }

    private static string Reason(string text)
    {
        var number = Scheme().Replace(text.Trim(), "");
        var hadScheme = number.Length != text.Trim().Length;
        var extension = Extension().Match(number);
        if (extension.Success)
        {
            var main = Likely(number[..extension.Index]);
            return main is null
                ? $": a fax number has no extension. {HowTo}"
                : $": a fax number has no extension; did you mean {main}? {HowTo}";
        }

        if (TrunkPrefix().IsMatch(number))
        {
            return $": (0) is dialled only inside the country{DidYouMean(Likely(TrunkPrefix().Replace(number, "")))}";
        }

        if (number.Any(char.IsLetter))
        {
            return $": it has letters. Write the digits that they stand for. {HowTo}";
        }

        if (HasForeignDigits(number))
        {
            return $": its digits are not 0 to 9{DidYouMean(Likely(ToAsciiDigits(number)))}";
        }

        return hadScheme ? $": it is a URI, not a number{DidYouMean(Likely(number))}" : Misdialled(number);
    }

    /// <summary>Digits and signs only: what is wrong is how the number begins, or how long it is.</summary>
    private static string Misdialled(string number)
    {
        var digits = Digits(number);
        if (number.StartsWith('+'))
        {
            return FaxNumber.TryRead("+" + digits, northAmerican: false, out var kept)
                ? $": it has signs or blanks that do not belong in it; did you mean {kept}? {HowTo}"
                : Miscounted(digits);
        }

        if (Exit(digits) is { } rest)
        {
            return FaxNumber.TryRead("+" + rest, northAmerican: false, out var meant)
                ? $": 00 and 011 are dialled, not written; write {meant}."
                : $": 00 and 011 are dialled, not written. {HowTo}";
        }

        return Likely(number) is { } likely
            ? $"; did you mean {likely}? {HowTo}"
            : digits is ['0', ..] ? $": it has no country code. Write + and the country code, then the number without the leading 0." : $": it has no country code. {HowTo}";
    }

    private static string Miscounted(string digits) => digits switch
    {
        [] => $": it has no digits. {HowTo}",
        ['0', ..] => $": no country code begins with 0. {HowTo}",
        ['1', ..] when digits.Length != 11 => $": after +1 come exactly ten digits, but here are {digits.Length - 1}. {HowTo}",
        ['1', ..] => $": after +1 the area code begins with 2 to 9. {HowTo}",
        { Length: < 7 } => $": it is too short. {HowTo}",
        _ => $": it has more than 15 digits. {HowTo}",
    };

    private static string DidYouMean(string? likely) => likely is null ? $". {HowTo}" : $"; did you mean {likely}? {HowTo}";

    /// <summary>The number that was probably meant; null when there is no obvious one.</summary>
    private static string? Likely(string text)
    {
        var digits = Digits(text);
        if (text.TrimStart().StartsWith('+'))
        {
            return FaxNumber.TryRead("+" + digits, northAmerican: false, out var international) ? international : null;
        }

        if (Exit(digits) is { } rest)
        {
            return FaxNumber.TryRead("+" + rest, northAmerican: false, out var dialled) ? dialled : null;
        }

        if (FaxNumber.TryRead(digits, northAmerican: true, out var northAmerican))
        {
            return northAmerican;
        }

        // Longer than any national number: it most likely begins with its country code.
        return digits.Length >= 11 && FaxNumber.TryRead("+" + digits, northAmerican: false, out var whole) ? whole : null;
    }

    /// <summary>What follows an international dialling prefix; null when there is none. Shorter ones that begin with 011 are national (0114 is Sheffield).</summary>
    private static string? Exit(string digits) =>
        digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..]
        : digits.StartsWith("011", StringComparison.Ordinal) && digits.Length >= 13 ? digits[3..]
        : null;

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);

    private static bool HasForeignDigits(string text) => text.Any(c => !char.IsAscii(c) && char.IsDigit(c));

    private static string ToAsciiDigits(string text) =>
        new([.. text.Select(c => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c)]);

    private static string Quote(string text)
    {
        var quote = new StringBuilder(LongestQuote + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (quote.Length >= LongestQuote)
            {
                return quote.Append('…').ToString();
            }

            quote.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        }

        return quote.ToString();
    }

    [GeneratedRegex(@"^(tel|fax|sip|sips|mailto):(//)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"[\s;,]*(?:ext(?:ension|n)?\.?|x\.?|#|[;,pw])[\s=:.]*[0-9]+\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\(\s*0\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex TrunkPrefix();
}
