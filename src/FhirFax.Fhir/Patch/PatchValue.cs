using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Patch;

/// <summary>A value on its way into a resource.</summary>
/// <param name="Property">The JSON form it takes there; for a choice that of its type.</param>
/// <param name="Json">Null for a primitive that has only extensions.</param>
/// <param name="Sibling">A primitive's id and extensions; null when it has none.</param>
internal sealed record PatchValue(PropertyDefinition Property, JsonNode? Json, JsonNode? Sibling)
{
    /// <summary>The member beside a primitive that holds its id and extensions.</summary>
    public static string SiblingOf(PropertyDefinition property) => "_" + property.JsonName;

    /// <summary>Writes it as the single value of its element, in place of whatever type of a choice is there.</summary>
    public void SetIn(JsonObject owner)
    {
        foreach (var other in Property.Element.Properties)
        {
            if (!ReferenceEquals(other, Property))
            {
                Remove(owner, other);
            }
        }

        Set(owner, Property.JsonName, Json);
        Set(owner, SiblingOf(Property), Sibling);
    }

    public static void Remove(JsonObject owner, PropertyDefinition property)
    {
        owner.Remove(property.JsonName);
        owner.Remove(SiblingOf(property));
    }

    private static void Set(JsonObject owner, string name, JsonNode? value)
    {
        if (value is null)
        {
            owner.Remove(name);
        }
        else
        {
            owner[name] = value;
        }
    }
}
