using System.Text.Json;

namespace FhirFax.Fax.Resources;

/// <summary>Tolerant reads of a JSON element: what is absent or of another kind reads as absent.</summary>
internal static class ElementReading
{
    public static string? Text(this JsonElement element, string property) =>
        element.Child(property) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool IsFalse(this JsonElement element, string property) => element.Child(property) is { ValueKind: JsonValueKind.False };

    public static bool IsTrue(this JsonElement element, string property) => element.Child(property) is { ValueKind: JsonValueKind.True };

    public static JsonElement? Child(this JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) ? value : null;

    /// <summary>The items of an array property, in order; empty when there is none.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, string property) =>
        element.Child(property) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    public static int Count(this JsonElement element, string property) =>
        element.Child(property) is { ValueKind: JsonValueKind.Array } array ? array.GetArrayLength() : 0;

    /// <summary>Whether a CodeableConcept has this coding.</summary>
    public static bool HasCoding(this JsonElement concept, string system, string code)
    {
        foreach (var coding in concept.Items("coding"))
        {
            if (coding.Text("system") == system && coding.Text("code") == code)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of an array of CodeableConcepts has this coding.</summary>
    public static bool AnyHasCoding(this JsonElement element, string property, string system, string code)
    {
        foreach (var concept in element.Items(property))
        {
            if (concept.HasCoding(system, code))
            {
                return true;
            }
        }

        return false;
    }
}
