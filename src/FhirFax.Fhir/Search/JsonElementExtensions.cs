using System.Text.Json;

namespace FhirFax.Fhir.Search;

/// <summary>Reads of members that may be absent or of another kind than they should be: null or undefined then, never an exception.</summary>
internal static class JsonElementExtensions
{
    /// <summary>The string member; null when it is no string or empty.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name)
    {
        var member = element.Member(name);
        return member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;
    }

    public static JsonElement Member(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>The elements of an array member; none when it is anything else.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, ReadOnlySpan<byte> name)
    {
        var member = element.Member(name);
        return member.ValueKind == JsonValueKind.Array ? member.EnumerateArray() : default;
    }
}
