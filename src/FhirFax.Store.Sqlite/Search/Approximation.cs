using FhirFax.Fhir.Search;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>What <c>ap</c> means (R4 search.html#prefix): ten per cent of the value, or of a date's distance from now.</summary>
internal static class Approximation
{
    private const int Divisor = 10;

    public static SearchValue.Date Widen(SearchValue.Date date, long now)
    {
        var distance = Int128.Max(Distance(date.Low, now), Distance(now, date.High));
        var tolerance = Int128.Min(distance / Divisor, long.MaxValue);
        return date with { Low = Saturate((Int128)date.Low - tolerance), High = Saturate((Int128)date.High + tolerance) };
    }

    public static double Tolerance(double value) => Math.Abs(value) / Divisor;

    private static Int128 Distance(long from, long to) => Int128.Max((Int128)from - to, 0);

    private static long Saturate(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
