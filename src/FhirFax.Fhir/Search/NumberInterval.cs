using System.Globalization;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Search;

/// <summary>The numbers that a written number means (R4 search.html#number): half a unit of its last digit to either side, half-open.</summary>
public readonly record struct NumberInterval(double Low, double High)
{
    /// <summary>Reads <c>100</c> as [99.5, 100.5), <c>100.00</c> as [99.995, 100.005), <c>1e2</c> as [95, 105) as the specification's example has it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NumberInterval interval)
    {
        interval = default;
        if (!TrySplit(text, out var mantissa, out var exponent, out var hasExponent)
            || !BigDecimal.TryParse(mantissa, out var value))
        {
            return false;
        }

        // A bare mantissa with an exponent counts as written to one decimal place.
        var point = mantissa.IndexOf('.');
        var decimals = point >= 0 ? mantissa.Length - point - 1 : hasExponent ? 1 : 0;
        var half = 0.5 * Math.Pow(10, exponent - decimals);
        interval = Exact(value, exponent, decimals) is { } exact && exact.Low < exact.High
            ? exact
            : Around((double)value * Math.Pow(10, exponent), half);
        return double.IsFinite(interval.Low) && double.IsFinite(interval.High) && interval.Low < interval.High;
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> mantissa, out int exponent, out bool hasExponent)
    {
        var e = text.IndexOfAny('e', 'E');
        hasExponent = e >= 0;
        mantissa = hasExponent ? text[..e] : text;
        exponent = 0;
        return mantissa.Length is > 0 and <= BigDecimal.MaxDigits
            && (char.IsAsciiDigit(mantissa[^1]) && (char.IsAsciiDigit(mantissa[0]) || (mantissa[0] is '-' or '+' && mantissa.Length > 1 && char.IsAsciiDigit(mantissa[1]))))
            && (!hasExponent || (text.Length - e <= 6 && int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)));
    }

    // In decimal arithmetic, so that 5.4 and 5.40 share their bounds to the last bit wherever they should.
    private static NumberInterval? Exact(BigDecimal value, int exponent, int decimals)
    {
        if (Math.Abs(exponent) > 20 || decimals + Math.Abs(exponent) > 25 || Math.Abs((double)value) > 1e28)
        {
            return null;
        }

        try
        {
            var scaled = (decimal)value * Power(exponent);
            var half = 0.5m * Power(exponent - decimals);
            return new NumberInterval((double)(scaled - half), (double)(scaled + half));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            power = exponent > 0 ? power * 10 : power / 10;
        }

        return power;
    }

    // More digits than a double has: at least the nearest doubles to either side.
    private static NumberInterval Around(double value, double half) =>
        value - half < value && value < value + half
            ? new NumberInterval(value - half, value + half)
            : new NumberInterval(Math.BitDecrement(value), Math.BitIncrement(value));
}
