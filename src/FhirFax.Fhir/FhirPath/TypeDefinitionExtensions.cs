using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

internal static class TypeDefinitionExtensions
{
    public static bool IsPrimitive(this TypeDefinition type) => type.Kind is TypeKind.Primitive or TypeKind.Xhtml;

    /// <summary>For an abstract resource type the type that the instance names; else the type itself.</summary>
    public static bool TryResolveInstance(
        this TypeDefinition type, JsonElement json, R4Definitions definitions, [NotNullWhen(true)] out TypeDefinition? actual)
    {
        actual = type;
        if (type is not { Kind: TypeKind.Resource, IsAbstract: true })
        {
            return true;
        }

        return json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty("resourceType"u8, out var name)
            && name.ValueKind == JsonValueKind.String
            && definitions.TryGetType(name.GetString()!, out actual)
            && actual.Kind == TypeKind.Resource;
    }
}
