using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Xml;

namespace FhirFax.Fhir.Validation;

/// <summary>What stands beside a primitive under <c>_name</c>: its id and extensions, place by place with the values (R4 json.html#primitive).</summary>
internal static class SiblingRules
{
    public static string NameOf(PropertyDefinition property) => "_" + property.JsonName;

    public static void Check(ValidationWalk walk, JsonElement owner, JsonElement sibling, PropertyDefinition property)
    {
        if (property.Element.IsArray)
        {
            CheckArray(walk, owner, sibling, property);
        }
        else
        {
            CheckOne(walk, sibling, property, owner.TryGetProperty(property.JsonName, out _) || IsOtherChoice(owner, property));
        }
    }

    /// <summary>A null in an array of values stands for one that has only extensions.</summary>
    public static string DescribeBareNull(PropertyDefinition property) =>
        $"A null in '{property.JsonName}' is allowed only where '{NameOf(property)}' has an object at the same place.";

    private static void CheckArray(ValidationWalk walk, JsonElement owner, JsonElement siblings, PropertyDefinition property)
    {
        if (siblings.ValueKind != JsonValueKind.Array)
        {
            walk.Report(IssueCode.Structure, $"The property '{NameOf(property)}' must be an array, not {JsonText.Describe(siblings.ValueKind)}.");
            return;
        }

        var count = siblings.GetArrayLength();
        var hasValues = owner.TryGetProperty(property.JsonName, out var values) && values.ValueKind == JsonValueKind.Array;
        if (count == 0)
        {
            walk.Report(IssueCode.Structure, $"The array '{NameOf(property)}' is empty: leave the property out.");
        }
        else if (hasValues && values.GetArrayLength() != count)
        {
            walk.Report(IssueCode.Structure, $"The arrays '{property.JsonName}' and '{NameOf(property)}' must have the same length.");
        }

        // Forwards side by side: indexing an array would cost its length each time.
        var index = 0;
        var value = hasValues ? values.EnumerateArray() : default;
        foreach (var sibling in siblings.EnumerateArray())
        {
            walk.At(index++);
            // Where the values end before, or are no array, that has been told.
            var isEmpty = values.ValueKind == JsonValueKind.Undefined || (value.MoveNext() && value.Current.ValueKind == JsonValueKind.Null);
            if (!hasValues || sibling.ValueKind != JsonValueKind.Null)
            {
                CheckOne(walk, sibling, property, !isEmpty);
            }
        }
    }

    /// <summary>That two types of a choice are present is told once, and of the other.</summary>
    private static bool IsOtherChoice(JsonElement owner, PropertyDefinition property) => property.Element.IsChoice && ChoiceRules.Other(owner, property) is not null;

    /// <param name="hasValue">There is a value that it stands beside, or why there is none is told elsewhere.</param>
    private static void CheckOne(ValidationWalk walk, JsonElement sibling, PropertyDefinition property, bool hasValue)
    {
        if (sibling.ValueKind != JsonValueKind.Object)
        {
            walk.Report(IssueCode.Structure, $"The property '{NameOf(property)}' must hold an object, not {JsonText.Describe(sibling.ValueKind)}.");
            return;
        }

        if (property.Type.Kind == TypeKind.Xhtml && sibling.TryGetProperty("extension"u8, out _))
        {
            walk.ReportChild("extension", IssueCode.Structure, "XHTML has no extensions.");
            return;
        }

        if (XmlNames.IsAttribute(property))
        {
            walk.Report(IssueCode.Structure, $"'{property.JsonName}' is plain text here, without an id or extensions: leave '{NameOf(property)}' out.");
            return;
        }

        walk.CheckObject(sibling, property.Type, isSibling: true, hasValue);
    }
}
