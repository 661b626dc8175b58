using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>A number with a unit: a UCUM code, or a calendar word such as <c>days</c>.</summary>
public sealed record FhirPathQuantity(BigDecimal Value, string Unit)
{
    /// <summary>As FHIRPath writes it: <c>1.5 'mg'</c>, <c>4 days</c>.</summary>
    public override string ToString()
    {
        var value = Value.ToString();
        return IsCalendarUnit(Unit) ? $"{value} {Unit}" : $"{value} '{Unit}'";
    }

    internal static bool IsCalendarUnit(string word) => Singular(word) is
        "year" or "month" or "week" or "day" or "hour" or "minute" or "second" or "millisecond";

    /// <summary>The calendar word in the singular, also for UCUM's <c>s</c> and <c>ms</c>, which are the same; null for any other unit.</summary>
    internal static string? CalendarUnitOf(string unit) => unit switch
    {
        "s" => "second",
        "ms" => "millisecond",
        _ => IsCalendarUnit(unit) ? Singular(unit) : null,
    };

    /// <summary>Null when the units are not of one dimension, or their conversion is not known here.</summary>
    internal static int? Compare(FhirPathQuantity left, FhirPathQuantity right)
    {
        if (left.Unit == right.Unit)
        {
            return left.Value.CompareTo(right.Value);
        }

        return Common(left, right) is var (a, b) ? a.CompareTo(b) : null;
    }

    /// <summary>As equal, but a calendar duration is what UCUM takes it for: <c>1 year ~ 1 'a'</c>.</summary>
    internal static bool AreEquivalent(FhirPathQuantity left, FhirPathQuantity right) =>
        Compare(left with { Unit = UcumOf(left.Unit) }, right with { Unit = UcumOf(right.Unit) }) == 0;

    /// <summary>In the finer of the two units; null when they cannot be added.</summary>
    internal static FhirPathQuantity? Add(FhirPathQuantity left, FhirPathQuantity right, int sign)
    {
        if (left.Unit == right.Unit)
        {
            return left with { Value = left.Value + (sign * right.Value) };
        }

        if (Common(left, right) is not var (a, b))
        {
            return null;
        }

        var (leftUnit, rightUnit) = (UnitTable.Of(left.Unit), UnitTable.Of(right.Unit));
        var (unit, factor) = leftUnit.Factor <= rightUnit.Factor ? (left.Unit, leftUnit.Factor) : (right.Unit, rightUnit.Factor);
        return new FhirPathQuantity((a + (sign * b)) / factor, unit);
    }

    /// <summary>In another unit; null when that is of another dimension.</summary>
    internal FhirPathQuantity? In(string unit)
    {
        if (unit == Unit)
        {
            return this;
        }

        var (from, to) = (UnitTable.Of(Unit), UnitTable.Of(unit));
        return from.Dimension == to.Dimension ? new FhirPathQuantity(Value * from.Factor / to.Factor, unit) : null;
    }

    private static (BigDecimal Left, BigDecimal Right)? Common(FhirPathQuantity left, FhirPathQuantity right)
    {
        var (a, b) = (UnitTable.Of(left.Unit), UnitTable.Of(right.Unit));
        try
        {
            return a.Dimension == b.Dimension ? (left.Value * a.Factor, right.Value * b.Factor) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string Singular(string word) => word.EndsWith('s') ? word[..^1] : word;

    private static string UcumOf(string unit) => CalendarUnitOf(unit) switch
    {
        "year" => "a",
        "month" => "mo",
        "week" => "wk",
        "day" => "d",
        "hour" => "h",
        "minute" => "min",
        "second" => "s",
        "millisecond" => "ms",
        _ => unit,
    };
}
