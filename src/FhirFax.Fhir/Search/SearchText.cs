using System.Text;

namespace FhirFax.Fhir.Search;

/// <summary>How text is compared when neither case nor accents nor spacing count (R4 search.html#string). Applied twice it changes nothing more.</summary>
public static class SearchText
{
    /// <summary>UTF-16 units of a text that are kept for searching, on both sides of the comparison.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Lower case, accents removed, runs of white space made one blank, none at the ends.</summary>
    public static string Normalize(string text)
    {
        var lower = text.ToLowerInvariant();
        return IsPlain(lower) ? Clip(lower) : Clip(Fold(lower));
    }

    /// <summary>The first <see cref="MaxLength"/> units, never half a character.</summary>
    public static string Clip(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return text[..end].TrimEnd();
    }

    private static bool IsPlain(string text)
    {
        var afterSpace = true;
        foreach (var c in text)
        {
            if (c > '~' || c < ' ' || (c == ' ' && afterSpace))
            {
                return false;
            }

            afterSpace = c == ' ';
        }

        return text.Length == 0 || !afterSpace;
    }

    private static string Fold(string text)
    {
        var result = new StringBuilder(text.Length);
        var pendingSpace = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                pendingSpace = true;
            }
            else if (!IsCombiningAccent(c))
            {
                if (pendingSpace && result.Length > 0)
                {
                    result.Append(' ');
                }

                pendingSpace = false;
                _ = LetterFolding.Fold(c) is { } plain ? result.Append(plain) : result.Append(c);
            }
        }

        return result.ToString();
    }

    private static bool IsCombiningAccent(char c) => c is >= '\u0300' and <= '\u036F' or >= '\u1AB0' and <= '\u1AFF' or >= '\u20D0' and <= '\u20FF';
}
