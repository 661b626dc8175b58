namespace FhirFax.Fhir.Search;

/// <summary>
/// The instants that a date, dateTime, instant or time means at the precision it is written in (R4 search.html#date): half-open, in microseconds
/// since 1970 UTC, or since midnight for a time. What has no time zone is taken as UTC.
/// </summary>
public readonly record struct DateInterval(long Low, long High, DatePrecision Precision)
{
    internal const long Second = 1_000_000;
    internal const long Minute = 60 * Second;
    internal const long Hour = 60 * Minute;
    internal const long Day = 24 * Hour;

    /// <summary>
    /// Reads <c>2024</c>, <c>2024-05</c>, <c>2024-05-17</c>, <c>2024-05-17T09:30[:00[.123]][Z|+02:00]</c>. A leap second (<c>:60</c>) is the first second
    /// after it. A blank before the zone's digits counts as the <c>+</c> that form decoding made of it.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateInterval interval) => TryParse(text, allowPartialTime: false, out interval);

    /// <param name="allowPartialTime">FHIRPath also writes <c>2024T</c> and <c>2024-05-17T09</c>.</param>
    internal static bool TryParse(ReadOnlySpan<char> text, bool allowPartialTime, out DateInterval interval)
    {
        interval = default;
        var reader = new DateReader(text);
        if (!reader.TryDate(out var year, out var month, out var day, out var precision))
        {
            return false;
        }

        var days = DaysSince1970(year, Math.Max(month, 1), Math.Max(day, 1));
        if (reader.AtEnd || (allowPartialTime && reader.IsOnlyT))
        {
            interval = new DateInterval(days * Day, EndOfDate(days, year, month, precision) * Day, precision);
            return true;
        }

        if (precision != DatePrecision.Day
            || !reader.TrySkip('T')
            || !reader.TryTime(allowPartialTime, out var time, out var width, out precision)
            || !reader.TryZone(out var offset)
            || !reader.AtEnd)
        {
            return false;
        }

        var low = (days * Day) + time - offset;
        interval = new DateInterval(low, low + width, precision);
        return true;
    }

    /// <summary>Reads a time of day: <c>09:30[:00[.123]]</c>.</summary>
    internal static bool TryParseTime(ReadOnlySpan<char> text, out DateInterval interval)
    {
        interval = default;
        var reader = new DateReader(text);
        if (!reader.TryTime(allowHourOnly: true, out var time, out var width, out var precision) || !reader.AtEnd)
        {
            return false;
        }

        interval = new DateInterval(time, time + width, precision);
        return true;
    }

    /// <summary>Microseconds since 1970 UTC, rounded down.</summary>
    public static long MicrosecondsOf(DateTimeOffset instant) =>
        (instant.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond);

    private static long EndOfDate(long days, int year, int month, DatePrecision precision) => precision switch
    {
        DatePrecision.Year => DaysSince1970(year + 1, 1, 1),
        DatePrecision.Month => month == 12 ? DaysSince1970(year + 1, 1, 1) : DaysSince1970(year, month + 1, 1),
        _ => days + 1,
    };

    /// <summary>Proleptic Gregorian calendar; DateTime cannot hold the end of the year 9999.</summary>
    private static long DaysSince1970(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = y / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - 719_468;
    }
}
