namespace FhirFax.Fhir.FhirPath;

/// <summary>A number with a unit: a UCUM code, or a calendar word such as <c>days</c>.</summary>
public sealed record FhirPathQuantity(decimal Value, string Unit)
{
    internal static bool IsCalendarUnit(string word) => Singular(word) is
        "year" or "month" or "week" or "day" or "hour" or "minute" or "second" or "millisecond";

    /// <summary>Null when the units differ: no conversion is attempted.</summary>
    internal static int? Compare(FhirPathQuantity left, FhirPathQuantity right) =>
        Canonical(left.Unit) == Canonical(right.Unit) ? left.Value.CompareTo(right.Value) : null;

    private static string Singular(string word) => word.EndsWith('s') ? word[..^1] : word;

    // Above seconds a calendar word is not its UCUM unit of fixed length.
    private static string Canonical(string unit) => !IsCalendarUnit(unit) ? unit : Singular(unit) switch
    {
        "second" => "s",
        "millisecond" => "ms",
        var word => word,
    };
}
