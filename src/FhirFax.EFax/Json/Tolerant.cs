using System.Globalization;
using System.Text.Json;

namespace FhirFax.EFax.Json;

/// <summary>
/// Reads the carrier's JSON without ever throwing: missing, null and misplaced members are null; numbers and booleans may be strings; an object may be
/// a one-element array (efax-corporate-api.md 5.2, 5.4 and 7).
/// </summary>
internal static class Tolerant
{
    private const int DatePrefix = 5;

    /// <summary>The document, detached; null when the bytes are no JSON.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member of an object.</summary>
    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member)
        && member.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? member
            : null;

    /// <summary>A member that is an object, or an array whose first element is one.</summary>
    public static JsonElement? Nested(this JsonElement? element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Object } value => value,
        { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() > 0 && array[0].ValueKind == JsonValueKind.Object => array[0],
        _ => null,
    };

    /// <summary>Text, or the text of a number or boolean; null when empty.</summary>
    public static string? Text(this JsonElement? element, string name)
    {
        var text = element.Member(name) switch
        {
            { ValueKind: JsonValueKind.String } value => StringOf(value),
            { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>A whole number that is not negative.</summary>
    public static int? Count(this JsonElement? element, string name) =>
        double.TryParse(element.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && value is >= 0 and <= int.MaxValue && Math.Floor(value) == value
            ? (int)value
            : null;

    public static bool? Flag(this JsonElement? element, string name) => element.Text(name)?.Trim().ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    public static DateTimeOffset? Timestamp(this JsonElement? element, string name) => ReadTimestamp(element.Text(name));

    /// <summary>All forms that the carrier is known to write; null for anything else.</summary>
    public static DateTimeOffset? ReadTimestamp(string? text)
    {
        var trimmed = text.AsSpan().Trim();

        // The framework also takes bare times and day names for timestamps; the carrier means none of them.
        if (trimmed.Length <= DatePrefix || trimmed[DatePrefix - 1] != '-' || trimmed[..(DatePrefix - 1)].ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        return DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : null;
    }

    // Half a surrogate pair parses as JSON and cannot become a string.
    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
