using System.Text.Json;

namespace FhirFax.Fhir.Search;

/// <summary>What number and quantity parameters find (R4 search.html#number, #quantity).</summary>
internal static class QuantityIndexing
{
    private const string CurrencySystem = "urn:iso:std:iso:4217";

    public static void AddNumber(string parameter, string type, JsonElement value, IndexEntries entries)
    {
        if (type == "Range" ? TryRange(value, out var interval) : TryNumber(value, out interval))
        {
            entries.Add(new IndexEntry.Number(parameter, interval.Low, interval.High));
        }
    }

    public static void AddQuantity(string parameter, string type, JsonElement value, IndexEntries entries)
    {
        if (type == "Money")
        {
            if (TryNumber(value.Member("value"u8), out var amount))
            {
                entries.Add(new IndexEntry.Quantity(parameter, amount.Low, amount.High, CurrencySystem, value.Text("currency"u8)));
            }
        }
        else if (type == "Range")
        {
            if (TryRange(value, out var range))
            {
                var unit = value.Member("low"u8).Text("code"u8) is null && value.Member("low"u8).Text("unit"u8) is null ? "high"u8 : "low"u8;
                AddWithUnit(parameter, range, value.Member(unit), entries);
            }
        }
        else if (TryNumber(value.Member("value"u8), out var interval))
        {
            AddWithUnit(parameter, Compared(interval, value.Text("comparator"u8)), value, entries);
        }
    }

    /// <summary>By code, and by the unit's text where that differs: a search without system means either.</summary>
    private static void AddWithUnit(string parameter, NumberInterval interval, JsonElement quantity, IndexEntries entries)
    {
        var code = quantity.Text("code"u8);
        var unit = quantity.Text("unit"u8);
        if (code is not null || unit is null)
        {
            entries.Add(new IndexEntry.Quantity(parameter, interval.Low, interval.High, quantity.Text("system"u8), code));
        }

        if (unit is not null && unit != code)
        {
            entries.Add(new IndexEntry.Quantity(parameter, interval.Low, interval.High, null, unit));
        }
    }

    private static NumberInterval Compared(NumberInterval interval, string? comparator) => comparator switch
    {
        "<" or "<=" => interval with { Low = double.MinValue },
        ">" or ">=" => interval with { High = double.MaxValue },
        _ => interval,
    };

    private static bool TryNumber(JsonElement value, out NumberInterval interval)
    {
        interval = default;
        return value.ValueKind == JsonValueKind.Number && NumberInterval.TryParse(value.GetRawText(), out interval);
    }

    private static bool TryRange(JsonElement value, out NumberInterval interval)
    {
        var hasLow = TryNumber(value.Member("low"u8).Member("value"u8), out var low);
        var hasHigh = TryNumber(value.Member("high"u8).Member("value"u8), out var high);
        interval = new NumberInterval(hasLow ? low.Low : double.MinValue, hasHigh ? high.High : double.MaxValue);
        return (hasLow || hasHigh) && interval.Low < interval.High;
    }
}
