using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Server.Fhir.Attachments;

/// <summary>Finds every <c>Attachment.url</c> of a resource by HL7's definitions, wherever it is: payload, contained, extension.</summary>
internal static class AttachmentUrlFinder
{
    public static List<JsonElement> Find(JsonElement resource)
    {
        var found = new List<JsonElement>();
        WalkResource(resource, found);
        return found;
    }

    private static void WalkResource(JsonElement resource, List<JsonElement> found)
    {
        if (resource.ValueKind == JsonValueKind.Object
            && resource.TryGetProperty("resourceType"u8, out var name) && name.ValueKind == JsonValueKind.String
            && R4Definitions.Current.TryGetType(name.GetString()!, out var type))
        {
            Walk(resource, type, found);
        }
    }

    private static void Walk(JsonElement element, TypeDefinition type, List<JsonElement> found)
    {
        var isAttachment = type.Name == "Attachment";
        foreach (var member in element.EnumerateObject())
        {
            if (isAttachment && member.NameEquals("url"u8) && member.Value.ValueKind == JsonValueKind.String)
            {
                found.Add(member.Value);
            }
            else if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && type.Properties.TryGetValue(member.Name, out var property))
            {
                WalkValue(member.Value, property.Type, found);
            }
        }
    }

    private static void WalkValue(JsonElement value, TypeDefinition type, List<JsonElement> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                WalkValue(item, type, found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            if (type is { Kind: TypeKind.Resource })
            {
                WalkResource(value, found);
            }
            else
            {
                Walk(value, type, found);
            }
        }
    }
}
