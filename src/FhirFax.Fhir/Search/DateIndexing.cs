using System.Text.Json;

namespace FhirFax.Fhir.Search;

/// <summary>What a date parameter finds (R4 search.html#date).</summary>
internal static class DateIndexing
{
    public static bool TryRead(string type, JsonElement value, out long low, out long high)
    {
        low = long.MinValue;
        high = long.MaxValue;
        return type switch
        {
            "date" or "dateTime" or "instant" => TryInstant(value, ref low, ref high),
            "Period" => TryPeriod(value, ref low, ref high),
            "Timing" => TryTiming(value, ref low, ref high),
            _ => false,
        };
    }

    private static bool TryInstant(JsonElement value, ref long low, ref long high)
    {
        if (value.ValueKind != JsonValueKind.String || !DateInterval.TryParse(value.GetString(), out var interval))
        {
            return false;
        }

        low = interval.Low;
        high = interval.High;
        return true;
    }

    /// <summary>A missing side is open; one that ends before it starts is taken for what lies between.</summary>
    private static bool TryPeriod(JsonElement value, ref long low, ref long high)
    {
        var hasStart = DateInterval.TryParse(value.Text("start"u8), out var start);
        var hasEnd = DateInterval.TryParse(value.Text("end"u8), out var end);
        if (!hasStart && !hasEnd)
        {
            return false;
        }

        low = hasStart ? start.Low : long.MinValue;
        high = hasEnd ? end.High : long.MaxValue;
        if (low >= high)
        {
            (low, high) = (end.Low, start.High);
        }

        return true;
    }

    /// <summary>From the first to the last of its events and bounds.</summary>
    private static bool TryTiming(JsonElement value, ref long low, ref long high)
    {
        var found = false;
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var item in value.Items("event"u8))
        {
            if (TryInstant(item, ref low, ref high))
            {
                Widen(low, high);
            }
        }

        (low, high) = (long.MinValue, long.MaxValue);
        if (TryPeriod(value.Member("repeat"u8).Member("boundsPeriod"u8), ref low, ref high))
        {
            Widen(low, high);
        }

        (low, high) = (first, last);
        return found;

        void Widen(long from, long to)
        {
            first = Math.Min(first, from);
            last = Math.Max(last, to);
            found = true;
        }
    }
}
