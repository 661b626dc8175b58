using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, math functions.</summary>
internal static class MathFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        new("abs", 0, 0, call => OnNumber(call, number => number.Abs())),
        new("ceiling", 0, 0, call => OnNumber(call, Ceiling, whole: true)),
        new("floor", 0, 0, call => OnNumber(call, number => -Ceiling(-number), whole: true)),
        new("truncate", 0, 0, call => OnNumber(call, number => number.Truncate(), whole: true)),
        new("round", 0, 1, Round),
        new("sqrt", 0, 0, call => OnReal(call, Math.Sqrt)),
        new("exp", 0, 0, call => OnReal(call, Math.Exp)),
        new("ln", 0, 0, call => OnReal(call, Math.Log)),
        new("log", 1, 1, call => OnReal(call, call.Argument(0), Math.Log)),
        new("power", 1, 1, call => OnReal(call, call.Argument(0), Math.Pow)),
    ];

    private static List<FhirPathItem> OnNumber(FunctionCall call, Func<BigDecimal, BigDecimal> function, bool whole = false)
    {
        switch (call.FocusValue<object>())
        {
            case null:
                return [];
            case FhirPathQuantity quantity when !whole:
                return [new FhirPathItem(quantity with { Value = function(quantity.Value) })];
            case int integer when integer != int.MinValue:
                return [new FhirPathItem((int)function(integer))];
            case var value when Equality.Number(value) is { } number:
                var result = function(number);
                return whole && result >= int.MinValue && result <= int.MaxValue ? [new FhirPathItem((int)result)] : [new FhirPathItem(result)];
            default:
                throw new FhirPathException($"{call.Name}() needs a number");
        }
    }

    private static List<FhirPathItem> Round(FunctionCall call)
    {
        var digits = call.ArgumentCount == 1 ? call.ArgumentValue<int>(0) : 0;
        return digits is >= 0 and <= 28
            ? OnNumber(call, number => number.Round(digits))
            : throw new FhirPathException("round() takes 0 to 28 digits");
    }

    private static List<FhirPathItem> OnReal(FunctionCall call, Func<double, double> function) =>
        Equality.Number(call.FocusValue<object>()) is { } number ? FromReal(function((double)number)) : [];

    private static List<FhirPathItem> OnReal(FunctionCall call, List<FhirPathItem> argument, Func<double, double, double> function) =>
        Equality.Number(call.FocusValue<object>()) is { } number && argument is [var only] && Equality.Number(only.SystemValue()) is { } other
            ? FromReal(function((double)number, (double)other))
            : [];

    private static BigDecimal Ceiling(BigDecimal number) => number.Truncate() is var whole && whole < number ? whole + 1 : whole;

    // What is no number, or too large for one, is empty. Fifteen digits are certain.
    private static List<FhirPathItem> FromReal(double value) =>
        double.IsFinite(value) && BigDecimal.TryParse(value.ToString("G15", CultureInfo.InvariantCulture), out var number) ? [new FhirPathItem(number)] : [];
}
