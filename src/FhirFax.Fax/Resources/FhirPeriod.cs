using System.Globalization;
using System.Text.Json;

namespace FhirFax.Fax.Resources;

/// <summary>Reads the <c>period</c> of an Identifier or ContactPoint (R4 datatypes.html#Period).</summary>
public static class FhirPeriod
{
    /// <summary>
    /// Whether <paramref name="element"/>'s <c>period</c> holds <paramref name="now"/>; true without one. An end of <c>2012-02-03</c> includes that whole day;
    /// a date without time zone is read as UTC. A boundary that cannot be read, such as one known by extension only, makes it inactive: nothing is guessed.
    /// </summary>
    public static bool IsActive(JsonElement element, DateTimeOffset now)
    {
        if (!element.TryGetProperty("period"u8, out var period))
        {
            return true;
        }

        return period.ValueKind == JsonValueKind.Object && HasBegun(period, now) && !HasEnded(period, now);
    }

    private static bool HasBegun(JsonElement period, DateTimeOffset now) =>
        !period.TryGetProperty("start"u8, out var start) ? !period.TryGetProperty("_start"u8, out _) : TryRead(start, out var low, out _) && low <= now;

    private static bool HasEnded(JsonElement period, DateTimeOffset now) =>
        !period.TryGetProperty("end"u8, out var end) ? period.TryGetProperty("_end"u8, out _) : !TryRead(end, out _, out var high) || high <= now;

    /// <summary>The half-open interval that a dateTime of any precision stands for.</summary>
    private static bool TryRead(JsonElement value, out DateTimeOffset low, out DateTimeOffset high)
    {
        low = high = default;
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text)
        {
            return false;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        var format = text.Length switch { 4 => "yyyy", 7 => "yyyy-MM", 10 => "yyyy-MM-dd", _ => null };
        if (!(format is null
            ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out low)
            : DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out low)))
        {
            return false;
        }

        high = text.Length switch
        {
            4 => low.Year == 9999 ? DateTimeOffset.MaxValue : low.AddYears(1),
            7 => low is { Year: 9999, Month: 12 } ? DateTimeOffset.MaxValue : low.AddMonths(1),
            10 => low.Date == DateTime.MaxValue.Date ? DateTimeOffset.MaxValue : low.AddDays(1),
            // "until 12:00:05" includes that second.
            _ => low >= DateTimeOffset.MaxValue.AddSeconds(-1) ? DateTimeOffset.MaxValue : low.AddSeconds(1),
        };
        return true;
    }
}
