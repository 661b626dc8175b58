using System.Globalization;
using System.Text.Json;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, equality, equivalence and comparison. Null is the empty answer.</summary>
internal static class Equality
{
    public static bool? AreEqual(List<FhirPathItem> left, List<FhirPathItem> right)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return null;
        }

        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            var equal = AreEqual(left[i], right[i]);
            if (equal != true)
            {
                return equal;
            }
        }

        return true;
    }

    public static bool? AreEqual(FhirPathItem left, FhirPathItem right)
    {
        if (left.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            && right.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return JsonElement.DeepEquals(left.Json, right.Json);
        }

        return (left.SystemValue(), right.SystemValue()) switch
        {
            (null, _) or (_, null) => false,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (bool a, bool b) => a == b,
            (Temporal a, Temporal b) => TemporalEquality(a, b),
            (FhirPathQuantity a, FhirPathQuantity b) => FhirPathQuantity.Compare(a, b) is { } order ? order == 0 : null,
            (Temporal a, string b) => TemporalText(b, a),
            (string a, Temporal b) => TemporalText(a, b),
            var (a, b) => Number(a) is { } x && Number(b) is { } y && x == y,
        };
    }

    /// <summary>As equality, but order, letter case and runs of white space do not matter, and the answer is never empty.</summary>
    public static bool AreEquivalent(List<FhirPathItem> left, List<FhirPathItem> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        var open = new List<FhirPathItem>(right);
        foreach (var item in left)
        {
            var match = open.FindIndex(other => AreEquivalent(item, other));
            if (match < 0)
            {
                return false;
            }

            open.RemoveAt(match);
        }

        return true;
    }

    /// <exception cref="FhirPathException">Two values of kinds that have no order.</exception>
    public static int? Compare(List<FhirPathItem> left, List<FhirPathItem> right)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return null;
        }

        if (left.Count > 1 || right.Count > 1)
        {
            throw new FhirPathException("Only single items can be compared");
        }

        return (left[0].SystemValue(), right[0].SystemValue()) switch
        {
            (null, _) or (_, null) => null,
            (string a, string b) => string.CompareOrdinal(a, b),
            (Temporal a, Temporal b) => Temporal.Compare(a, b),
            (FhirPathQuantity a, FhirPathQuantity b) => FhirPathQuantity.Compare(a, b),
            (Temporal a, string b) => Temporal.TryParse(b, a.Kind, out var parsed) ? Temporal.Compare(a, parsed) : null,
            (string a, Temporal b) => Temporal.TryParse(a, b.Kind, out var parsed) ? Temporal.Compare(parsed, b) : null,
            var (a, b) => Number(a) is { } x && Number(b) is { } y
                ? x.CompareTo(y)
                : throw new FhirPathException("These values cannot be compared"),
        };
    }

    public static BigDecimal? Number(object? value) => value switch
    {
        int integer => integer,
        BigDecimal number => number,
        _ => null,
    };

    private static bool? TemporalEquality(Temporal a, Temporal b) =>
        Temporal.Compare(a, b) is { } order ? order == 0 : a.Kind == TemporalKind.Time == (b.Kind == TemporalKind.Time) ? null : false;

    private static bool? TemporalText(string text, Temporal temporal) =>
        Temporal.TryParse(text, temporal.Kind, out var parsed) ? TemporalEquality(parsed, temporal) : false;

    private static bool AreEquivalent(FhirPathItem left, FhirPathItem right) => (left.SystemValue(), right.SystemValue()) switch
    {
        (string a, string b) => Folded(a) == Folded(b),
        (BigDecimal a, BigDecimal b) => RoundedEqual(a, b),
        (FhirPathQuantity a, FhirPathQuantity b) => FhirPathQuantity.AreEquivalent(a, b),
        _ => AreEqual(left, right) ?? false,
    };

    private static string Folded(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool RoundedEqual(BigDecimal a, BigDecimal b)
    {
        var digits = Math.Min(a.FractionDigits, b.FractionDigits);
        return a.Round(digits) == b.Round(digits);
    }
}
