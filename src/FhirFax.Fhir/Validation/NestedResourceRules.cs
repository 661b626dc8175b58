using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>What a resource inside another one must say of itself.</summary>
internal static class NestedResourceRules
{
    /// <summary>Its type; null when it names none, which is reported.</summary>
    public static TypeDefinition? TypeOf(ValidationWalk walk, R4Definitions definitions, JsonElement value, PropertyDefinition property)
    {
        if (!value.TryGetProperty("resourceType"u8, out var name) || name.ValueKind != JsonValueKind.String)
        {
            walk.ReportChild("resourceType", IssueCode.Structure, $"The resource in '{property.JsonName}' has no 'resourceType'.");
            return null;
        }

        if (!definitions.TryGetType(name.GetString()!, out var type) || type.Kind != TypeKind.Resource || type.IsAbstract)
        {
            walk.ReportChild("resourceType", IssueCode.Structure, $"'{JsonText.Clip(name.GetString())}' is not a resource type of FHIR R4.");
            return null;
        }

        return type;
    }
}
