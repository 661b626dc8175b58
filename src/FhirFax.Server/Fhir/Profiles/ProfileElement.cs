using System.Text.Json;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary>What a profile says of one element, or of one slice of it (R4 elementdefinition.html), with what it says of the elements below.</summary>
/// <param name="Name">The last part of the path, such as <c>identifier</c> or <c>content[x]</c>.</param>
/// <param name="Slice">Null: the element itself.</param>
/// <param name="Min">0 when nothing is said.</param>
/// <param name="Max">Null: nothing is said, or any number.</param>
/// <param name="Fixed">The value of <c>fixed[x]</c>: exactly this.</param>
/// <param name="Pattern">The value of <c>pattern[x]</c>: at least this.</param>
/// <param name="Types">Codes of the types left of a choice; empty when nothing is said.</param>
/// <param name="ExtensionUrl">Of a slice of extensions: their url.</param>
internal sealed record ProfileElement(
    string Name, string? Slice, int Min, int? Max, JsonElement? Fixed, JsonElement? Pattern, IReadOnlyList<string> Types, string? ExtensionUrl)
{
    public List<ProfileElement> Children { get; } = [];

    /// <summary>Every value belongs to one of its slices.</summary>
    public bool IsClosed { get; private init; }

    /// <summary>The codes of a required binding to a value set of ours; null when there is none.</summary>
    public IReadOnlySet<string>? Codes { get; private init; }

    public bool IsChoice => Name.EndsWith("[x]", StringComparison.Ordinal);

    /// <param name="element">Of <c>StructureDefinition.differential.element</c>.</param>
    public static ProfileElement Read(JsonElement element)
    {
        var path = element.GetProperty("path"u8).GetString()!;
        var max = element.TryGetProperty("max"u8, out var text) ? text.GetString() : null;
        return new ProfileElement(
            path[(path.LastIndexOf('.') + 1)..],
            element.TryGetProperty("sliceName"u8, out var slice) ? slice.GetString() : null,
            element.TryGetProperty("min"u8, out var min) ? min.GetInt32() : 0,
            max is null or "*" ? null : int.Parse(max, System.Globalization.CultureInfo.InvariantCulture),
            StartingWith(element, "fixed"),
            StartingWith(element, "pattern"),
            [.. TypesOf(element).Select(type => type.GetProperty("code"u8).GetString()!)],
            TypesOf(element).Select(Profile).FirstOrDefault(url => url is not null))
        {
            IsClosed = element.TryGetProperty("slicing"u8, out var slicing) && slicing.GetProperty("rules"u8).ValueEquals("closed"u8),
            Codes = element.TryGetProperty("binding"u8, out var binding) && binding.GetProperty("strength"u8).ValueEquals("required"u8)
                ? ProfileCodes.Of(binding.GetProperty("valueSet"u8).GetString()!)
                : null,
        };
    }

    /// <summary>Whether a value belongs to this slice: by what is fixed of it, or below it (discriminators of type value and pattern).</summary>
    public bool Selects(JsonElement value)
    {
        if (ExtensionUrl is not null)
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("url"u8, out var url) && url.ValueEquals(ExtensionUrl);
        }

        return (Fixed is null || JsonElement.DeepEquals(value, Fixed.Value))
            && (Pattern is null || ProfilePattern.Holds(value, Pattern.Value))
            && Children.TrueForAll(child => child.Fixed is null
                || (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(child.Name, out var part) && JsonElement.DeepEquals(part, child.Fixed.Value)));
    }

    private static string? Profile(JsonElement type) =>
        type.GetProperty("code"u8).ValueEquals("Extension"u8) && type.TryGetProperty("profile"u8, out var profile) ? profile[0].GetString() : null;

    private static JsonElement.ArrayEnumerator TypesOf(JsonElement element) => element.TryGetProperty("type"u8, out var types) ? types.EnumerateArray() : default;

    private static JsonElement? StartingWith(JsonElement element, string prefix)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return property.Value;
            }
        }

        return null;
    }
}
