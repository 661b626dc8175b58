using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.FhirPath;

/// <summary>A FHIRPath Date, DateTime or Time, of whatever precision it is written in.</summary>
internal sealed record Temporal(TemporalKind Kind, DateInterval Interval, string Text)
{
    public static bool TryParse(string text, TemporalKind kind, out Temporal value)
    {
        var parsed = kind == TemporalKind.Time
            ? DateInterval.TryParseTime(text, out var interval)
            : DateInterval.TryParse(text, allowPartialTime: kind == TemporalKind.DateTime, out interval);
        value = new Temporal(kind, interval, text);
        return parsed && (kind != TemporalKind.Date || interval.Precision <= DatePrecision.Day);
    }

    /// <summary>Null when the two differ in precision and neither lies wholly before the other (FHIRPath N1, comparison): unknown, so empty.</summary>
    public static int? Compare(Temporal left, Temporal right)
    {
        if (left.Kind == TemporalKind.Time != (right.Kind == TemporalKind.Time))
        {
            return null;
        }

        var a = left.Interval;
        var b = right.Interval;
        if (Comparable(a.Precision) == Comparable(b.Precision))
        {
            return a.Low.CompareTo(b.Low);
        }

        return a.High <= b.Low ? -1 : b.High <= a.Low ? 1 : null;
    }

    public bool Equals(Temporal? other) => other is not null && Kind == other.Kind && Interval == other.Interval;

    public override int GetHashCode() => HashCode.Combine(Kind, Interval);

    public override string ToString() => Text;

    // Seconds and their fraction are one precision.
    private static DatePrecision Comparable(DatePrecision precision) =>
        precision == DatePrecision.Fraction ? DatePrecision.Second : precision;
}
