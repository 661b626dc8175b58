using System.Text.Json;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary><c>pattern[x]</c> of R4 elementdefinition.html.</summary>
internal static class ProfilePattern
{
    /// <summary>Whether a value has at least what the pattern has: every property of an object, for every item of a list one that matches it.</summary>
    public static bool Holds(JsonElement value, JsonElement pattern) => pattern.ValueKind switch
    {
        JsonValueKind.Object => value.ValueKind == JsonValueKind.Object
            && pattern.EnumerateObject().All(part => value.TryGetProperty(part.Name, out var own) && Holds(own, part.Value)),
        JsonValueKind.Array => value.ValueKind == JsonValueKind.Array
            && pattern.EnumerateArray().All(part => value.EnumerateArray().Any(own => Holds(own, part))),
        _ => JsonElement.DeepEquals(value, pattern),
    };
}
