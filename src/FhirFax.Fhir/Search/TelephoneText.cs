using System.Text;

namespace FhirFax.Fhir.Search;

/// <summary>Telephone numbers without what separates their digits in print.</summary>
internal static class TelephoneText
{
    /// <summary>Null when the value is compact already, or is no number.</summary>
    public static string? Compact(string value)
    {
        var compact = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c) || (c == '+' && compact.Length == 0))
            {
                compact.Append(c);
            }
            else if (c is not (' ' or '\u00A0' or '.' or '-' or (>= '\u2010' and <= '\u2015') or '/' or '(' or ')'))
            {
                return null;
            }
        }

        return compact.Length == 0 || compact.Length == value.Length ? null : compact.ToString();
    }
}
