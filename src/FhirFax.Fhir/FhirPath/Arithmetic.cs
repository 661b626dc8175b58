namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, math. Overflow and division by zero give the empty collection.</summary>
internal static class Arithmetic
{
    // Joining a text to itself again and again would fill the memory before it took many steps.
    private const int MaxText = 1_000_000;

    public static List<FhirPathItem> Apply(BinaryOperator op, List<FhirPathItem> left, List<FhirPathItem> right)
    {
        if (op == BinaryOperator.Concatenate)
        {
            return [new FhirPathItem(Joined(Text(left), Text(right)))];
        }

        if (left.Count == 0 || right.Count == 0)
        {
            return [];
        }

        var result = Compute(op, Single(left), Single(right));
        return result is null ? [] : [new FhirPathItem(result)];
    }

    public static List<FhirPathItem> Negate(List<FhirPathItem> items)
    {
        if (items.Count == 0)
        {
            return [];
        }

        return Single(items) switch
        {
            int value when value != int.MinValue => [new FhirPathItem(-value)],
            int => [],
            BigDecimal value => [new FhirPathItem(-value)],
            FhirPathQuantity value => [new FhirPathItem(value with { Value = -value.Value })],
            _ => throw new FhirPathException("Only a number can be negated"),
        };
    }

    private static object? Compute(BinaryOperator op, object left, object right)
    {
        try
        {
            return (left, right) switch
            {
                (int a, int b) => Integers(op, a, b),
                (string a, string b) when op == BinaryOperator.Add => Joined(a, b),
                (FhirPathQuantity a, FhirPathQuantity b) when IsSum(op) => FhirPathQuantity.Add(a, b, SignOf(op)),
                (Temporal a, FhirPathQuantity b) when IsSum(op) => TemporalArithmetic.Add(a, b, SignOf(op)),
                (FhirPathQuantity a, var b) when Equality.Number(b) is { } y => Scaled(op, a, y),
                (var a, FhirPathQuantity b) when op == BinaryOperator.Multiply && Equality.Number(a) is { } x => Scaled(op, b, x),
                var (a, b) when Equality.Number(a) is { } x && Equality.Number(b) is { } y => Decimals(op, x, y),
                _ => throw new FhirPathException($"Cannot {op.ToString().ToLowerInvariant()} these values"),
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static bool IsSum(BinaryOperator op) => op is BinaryOperator.Add or BinaryOperator.Subtract;

    private static int SignOf(BinaryOperator op) => op == BinaryOperator.Add ? 1 : -1;

    private static object? Integers(BinaryOperator op, int a, int b) => op switch
    {
        BinaryOperator.Add => checked(a + b),
        BinaryOperator.Subtract => checked(a - b),
        BinaryOperator.Multiply => checked(a * b),
        BinaryOperator.Div or BinaryOperator.Mod or BinaryOperator.Divide when b == 0 => null,
        BinaryOperator.Div => checked(a / b),
        BinaryOperator.Mod => b == -1 ? 0 : a % b,
        _ => (BigDecimal)a / b,
    };

    private static object? Decimals(BinaryOperator op, BigDecimal a, BigDecimal b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Subtract => a - b,
        BinaryOperator.Multiply => a * b,
        _ when b == 0 => null,
        BinaryOperator.Div => (int)((a - (a % b)) / b),
        BinaryOperator.Mod => a % b,
        _ => a / b,
    };

    private static FhirPathQuantity? Scaled(BinaryOperator op, FhirPathQuantity quantity, BigDecimal number) => op switch
    {
        BinaryOperator.Multiply => quantity with { Value = quantity.Value * number },
        BinaryOperator.Divide when number == 0 => null,
        BinaryOperator.Divide => quantity with { Value = quantity.Value / number },
        _ => throw new FhirPathException($"Cannot {op.ToString().ToLowerInvariant()} these values"),
    };

    private static string Joined(string a, string b) =>
        a.Length + b.Length <= MaxText ? a + b : throw new FhirPathException("A text would become too long");

    private static object Single(List<FhirPathItem> items) =>
        items.Count == 1 && items[0].SystemValue() is { } value
            ? value
            : throw new FhirPathException("An operator needs a single value on either side");

    private static string Text(List<FhirPathItem> items) => items.Count switch
    {
        0 => "",
        1 when items[0].SystemValue() is string text => text,
        _ => throw new FhirPathException("'&' joins single strings"),
    };
}
