using System.Text;

namespace FhirFax.Fhir.Search;

/// <summary>The backslash escapes inside a search value (R4 search.html#escaping): <c>\,</c> <c>\$</c> <c>\|</c> <c>\\</c>.</summary>
public static class SearchEscaping
{
    /// <summary>Makes <paramref name="text"/> one value whatever is in it.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(",$|\\") < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = IsSpecial(c) ? escaped.Append('\\').Append(c) : escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>The text that is meant. A backslash before anything else stands for itself.</summary>
    public static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && IsSpecial(value[i + 1]))
            {
                i++;
            }

            text.Append(value[i]);
        }

        return text.ToString();
    }

    /// <summary>The parts between separators that are not escaped; the parts keep their escapes.</summary>
    public static List<string> Split(string value, char separator)
    {
        var parts = new List<string>(1);
        var start = 0;
        for (var at = IndexOf(value, separator, 0); at >= 0; at = IndexOf(value, separator, start))
        {
            parts.Add(value[start..at]);
            start = at + 1;
        }

        parts.Add(start == 0 ? value : value[start..]);
        return parts;
    }

    /// <summary>The first separator from <paramref name="start"/> that is not escaped; -1 when there is none.</summary>
    public static int IndexOf(string value, char separator, int start)
    {
        for (var i = start; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && IsSpecial(value[i + 1]))
            {
                i++;
            }
            else if (value[i] == separator)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsSpecial(char c) => c is ',' or '$' or '|' or '\\';
}
