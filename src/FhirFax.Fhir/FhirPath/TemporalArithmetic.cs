using System.Globalization;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.FhirPath;

/// <summary>
/// FHIRPath N1, date/time arithmetic: a Date, DateTime or Time plus or minus a time-valued quantity. What the value is not precise enough for is converted to its precision and
/// cut off (<c>@2014 + 24 months</c> is <c>@2016</c>); a day that the month does not have becomes its last; a Time runs around the clock.
/// </summary>
internal static class TemporalArithmetic
{
    private const int MonthsOfYear = 12;
    private const int DaysOfYear = 365;
    private const int DaysOfMonth = 30;
    private const decimal MillisecondsOfDay = 86_400_000;

    /// <param name="sign">1 to add, -1 to subtract.</param>
    /// <returns>Null when the result is beyond the years 1 to 9999.</returns>
    /// <exception cref="FhirPathException">The quantity is no calendar duration.</exception>
    public static Temporal? Add(Temporal value, FhirPathQuantity quantity, int sign)
    {
        var (months, milliseconds) = Duration(quantity);
        var result = value.Kind == TemporalKind.Time
            ? AddToTime(value, sign * (milliseconds ?? throw NotFor(quantity, "time")))
            : AddToDate(value, sign * months, sign * milliseconds);
        return result is { } text && Temporal.TryParse(text, value.Kind, out var sum) ? sum : null;
    }

    /// <summary>Either months or milliseconds. Only seconds and milliseconds have a fraction.</summary>
    private static (decimal? Months, decimal? Milliseconds) Duration(FhirPathQuantity quantity)
    {
        var value = (decimal)quantity.Value;
        var whole = decimal.Truncate(value);
        return FhirPathQuantity.CalendarUnitOf(quantity.Unit) switch
        {
            "year" => (whole * MonthsOfYear, null),
            "month" => (whole, null),
            "week" => (null, whole * 7 * MillisecondsOfDay),
            "day" => (null, whole * MillisecondsOfDay),
            "hour" => (null, whole * 3_600_000),
            "minute" => (null, whole * 60_000),
            "second" => (null, value * 1000),
            "millisecond" => (null, value),
            _ => throw NotFor(quantity, "date"),
        };
    }

    private static FhirPathException NotFor(FhirPathQuantity quantity, string what) =>
        new($"A quantity in '{quantity.Unit}' cannot be added to a {what}: it takes a calendar duration such as 3 days");

    private static string? AddToDate(Temporal value, decimal? months, decimal? milliseconds)
    {
        var zone = ZoneOf(value.Text);
        var precision = value.Interval.Precision;
        try
        {
            var local = DateTime.UnixEpoch.AddTicks(value.Interval.Low * TimeSpan.TicksPerMicrosecond) + OffsetOf(zone);
            var sum = precision switch
            {
                DatePrecision.Year => local.AddYears(Whole((months ?? milliseconds / MillisecondsOfDay / DaysOfYear * MonthsOfYear) / MonthsOfYear)),
                DatePrecision.Month => local.AddMonths(Whole(months ?? milliseconds / MillisecondsOfDay / DaysOfMonth)),
                _ when months is not null => local.AddMonths(Whole(months)),
                _ => AddCut(local, milliseconds!.Value, UnitOf(precision)),
            };
            return Format(sum, value, precision) + zone;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static string? AddToTime(Temporal value, decimal milliseconds)
    {
        var precision = value.Interval.Precision;
        var day = DateTime.UnixEpoch.AddTicks(value.Interval.Low * TimeSpan.TicksPerMicrosecond);
        return Format(AddCut(day, milliseconds % MillisecondsOfDay, UnitOf(precision)), value, precision);
    }

    /// <summary>Adds as many whole units as there are.</summary>
    private static DateTime AddCut(DateTime value, decimal milliseconds, decimal unit) =>
        value.AddTicks(checked((long)(decimal.Truncate(milliseconds / unit) * unit * TimeSpan.TicksPerMillisecond)));

    private static decimal UnitOf(DatePrecision precision) => precision switch
    {
        DatePrecision.Day => MillisecondsOfDay,
        DatePrecision.Hour => 3_600_000,
        DatePrecision.Minute => 60_000,
        DatePrecision.Second => 1000,
        _ => 0.001m,
    };

    private static int Whole(decimal? amount) => checked((int)decimal.Truncate(amount!.Value));

    private static string Format(DateTime value, Temporal like, DatePrecision precision)
    {
        var date = precision switch
        {
            DatePrecision.Year => "yyyy",
            DatePrecision.Month => "yyyy-MM",
            _ => "yyyy-MM-dd",
        };
        var time = precision switch
        {
            DatePrecision.Hour => "HH",
            DatePrecision.Minute => "HH:mm",
            DatePrecision.Second => "HH:mm:ss",
            DatePrecision.Fraction => value.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "HH:mm:ss.fff" : "HH:mm:ss.ffffff",
            _ => like.Text.EndsWith('T') ? "" : null,
        };
        var format = like.Kind == TemporalKind.Time ? time! : time is null ? date : $"{date}'T'{time}";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary><c>Z</c> or <c>+hh:mm</c> at the end of a DateTime; empty when it has none.</summary>
    private static string ZoneOf(string text)
    {
        var time = text.IndexOf('T', StringComparison.Ordinal);
        var zone = time < 0 ? -1 : text.IndexOfAny(['Z', '+', '-'], time);
        return zone < 0 ? "" : text[zone..];
    }

    private static TimeSpan OffsetOf(string zone)
    {
        if (zone.Length < 6)
        {
            return TimeSpan.Zero;
        }

        var offset = TimeSpan.ParseExact(zone.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture);
        return zone[0] == '-' ? -offset : offset;
    }
}
