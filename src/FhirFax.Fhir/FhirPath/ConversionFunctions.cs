using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, conversion: each <c>toX()</c> with its <c>convertsToX()</c>.</summary>
internal static class ConversionFunctions
{
    public static IReadOnlyList<Function> Table { get; } =
    [
        .. Pair("Boolean", ToBoolean),
        .. Pair("Integer", ToInteger),
        .. Pair("Decimal", ToDecimal),
        .. Pair("String", ToText),
        .. Pair("Date", value => ToTemporal(value, TemporalKind.Date)),
        .. Pair("DateTime", value => ToTemporal(value, TemporalKind.DateTime)),
        .. Pair("Time", value => ToTemporal(value, TemporalKind.Time)),
        new("toQuantity", 0, 1, call => ToQuantity(call) is { } quantity ? [new FhirPathItem(quantity)] : []),
        new("convertsToQuantity", 0, 1, call => call.Focus.Count == 0 ? [] : [new FhirPathItem(ToQuantity(call) is not null)]),
    ];

    private static Function[] Pair(string type, Func<object, object?> convert) =>
    [
        new("to" + type, 0, 0, call => Convert(call, convert) is { } value ? [new FhirPathItem(value)] : []),
        new("convertsTo" + type, 0, 0, call => call.Focus.Count == 0 ? [] : [new FhirPathItem(Convert(call, convert) is not null)]),
    ];

    private static object? Convert(FunctionCall call, Func<object, object?> convert) =>
        call.Focus.Count > 1
            ? throw new FhirPathException($"{call.Name}() needs a single item but found {call.Focus.Count}")
            : call.Focus.Count == 1 && call.Focus[0].SystemValue() is { } value ? convert(value) : null;

    private static object? ToBoolean(object value) => value switch
    {
        bool => value,
        int or BigDecimal => Equality.Number(value) is { } number && (number == 1 || number == 0) ? number == 1 : null,
        string text => text.ToLowerInvariant() switch
        {
            "true" or "t" or "yes" or "y" or "1" or "1.0" => true,
            "false" or "f" or "no" or "n" or "0" or "0.0" => false,
            _ => null,
        },
        _ => null,
    };

    private static object? ToInteger(object value) => value switch
    {
        int => value,
        bool truth => truth ? 1 : 0,
        string text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static object? ToDecimal(object value) => value switch
    {
        BigDecimal => value,
        int integer => (BigDecimal)integer,
        bool truth => truth ? (BigDecimal)1m : (BigDecimal)0m,
        string text when !text.Contains('e', StringComparison.OrdinalIgnoreCase) && BigDecimal.TryParse(text, out var number) => number,
        _ => null,
    };

    private static object? ToText(object value) => value switch
    {
        string => value,
        bool truth => truth ? "true" : "false",
        FhirPathQuantity quantity => quantity.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Temporal temporal => temporal.Text,
        _ => null,
    };

    private static FhirPathQuantity? ToQuantity(FunctionCall call)
    {
        var quantity = (FhirPathQuantity?)Convert(call, ToQuantity);
        if (quantity is null || call.ArgumentCount == 0 || call.ArgumentValue<string>(0) is not { } unit)
        {
            return quantity;
        }

        try
        {
            return quantity.In(unit);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static FhirPathQuantity? ToQuantity(object value) => value switch
    {
        FhirPathQuantity quantity => quantity,
        bool truth => new FhirPathQuantity(truth ? 1 : 0, "1"),
        string text => QuantityText.TryParse(text, out var quantity) ? quantity : null,
        _ => Equality.Number(value) is { } number ? new FhirPathQuantity(number, "1") : null,
    };

    private static Temporal? ToTemporal(object value, TemporalKind kind) => value switch
    {
        Temporal temporal when temporal.Kind == kind => temporal,
        Temporal { Kind: TemporalKind.Date } date when kind == TemporalKind.DateTime => date with { Kind = kind },
        Temporal { Kind: TemporalKind.DateTime } instant when kind == TemporalKind.Date => ParseOrNull(instant.Text.Split('T')[0], kind),
        string text => ParseOrNull(text, kind),
        _ => null,
    };

    private static Temporal? ParseOrNull(string text, TemporalKind kind) => Temporal.TryParse(text, kind, out var value) ? value : null;
}
