using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Validation;

/// <summary>An element such as <c>value[x]</c> stands under one of its names, and under one only (R4 formats.html#choice).</summary>
internal static class ChoiceRules
{
    /// <summary>Beyond this many a sentence does not list the names.</summary>
    private const int NamedChoices = 6;

    /// <summary>Another of the element's names in the same object; null when there is none.</summary>
    public static PropertyDefinition? Other(JsonElement owner, PropertyDefinition property)
    {
        foreach (var other in property.Element.Properties)
        {
            if (!ReferenceEquals(other, property) && IsGiven(owner, other))
            {
                return other;
            }
        }

        return null;
    }

    public static string DescribeBoth(PropertyDefinition one, PropertyDefinition two) =>
        $"Only one type of {one.Element.Name}[x] may be given, but both '{one.JsonName}' and '{two.JsonName}' are.";

    public static string DescribeMissing(ElementDefinition element) => element switch
    {
        { IsChoice: false } => $"The required property '{element.Name}' is missing.",
        { Properties.Count: <= NamedChoices } => $"One of the properties {string.Join(", ", element.Properties.Select(p => $"'{p.JsonName}'"))} is required.",
        _ => $"A property {element.Name}[x] is required.",
    };

    private static bool IsGiven(JsonElement owner, PropertyDefinition property) =>
        owner.TryGetProperty(property.JsonName, out _)
        || (property.Type.Format != PrimitiveFormat.None && owner.TryGetProperty(SiblingRules.NameOf(property), out _));
}
