using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>A quantity in a string (FHIRPath N1, toQuantity): a number, alone or with a quoted unit (<c>4.5 'mg'</c>) or a calendar word (<c>4 days</c>).</summary>
internal static class QuantityText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out FhirPathQuantity? quantity)
    {
        quantity = null;
        var start = text.StartsWith('+') || text.StartsWith('-') ? 1 : 0;
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        BigDecimal number = default;
        var isNumber = end > start
            && char.IsAsciiDigit(text[start])
            && BigDecimal.TryParse(text.AsSpan(0, end), out number);
        if (!isNumber || UnitOf(text[end..].TrimStart()) is not { } unit)
        {
            return false;
        }

        quantity = new FhirPathQuantity(number, unit);
        return true;
    }

    private static string? UnitOf(string text) => text switch
    {
        "" => "1",
        ['\'', .. var unit, '\''] when unit.Length > 0 && !unit.Contains('\'', StringComparison.Ordinal) => unit,
        _ => FhirPathQuantity.IsCalendarUnit(text) ? text : null,
    };
}
