using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Json;

/// <summary>
/// A part of a resource, by <c>_summary</c> or <c>_elements</c> (R4 search.html#summary, #elements). What is required, <c>id</c> and <c>meta</c> always stay, and a tag says that
/// it is not the whole. Immutable.
/// </summary>
public sealed class ResourceSubset
{
    private const string SubsettedSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private const string SubsettedCode = "SUBSETTED";
    private static readonly JsonWriterOptions Raw = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly R4Definitions _definitions;
    private readonly Func<TypeDefinition, PropertyDefinition, bool> _isKept;
    private readonly bool _isNested;

    private ResourceSubset(R4Definitions definitions, Func<TypeDefinition, PropertyDefinition, bool> isKept, bool isNested) =>
        (_definitions, _isKept, _isNested) = (definitions, isKept, isNested);

    /// <summary>Null for <c>false</c>, <c>count</c> and what is no summary.</summary>
    public static ResourceSubset? OfSummary(string summary, R4Definitions definitions) => summary switch
    {
        "true" => new ResourceSubset(definitions, static (_, property) => property.Element.IsSummary, isNested: true),
        "text" => new ResourceSubset(definitions, static (_, property) => property.JsonName == "text", isNested: false),
        "data" => new ResourceSubset(definitions, static (_, property) => property.JsonName != "text", isNested: false),
        _ => null,
    };

    /// <summary>The named elements of the resource itself, as <c>name</c> or <c>Type.name</c>; names that a type does not have select nothing of it.</summary>
    public static ResourceSubset OfElements(IEnumerable<string> elements, R4Definitions definitions)
    {
        var names = elements.ToHashSet(StringComparer.Ordinal);
        return new ResourceSubset(
            definitions,
            (type, property) => names.Contains(property.Element.Name) || names.Contains(property.JsonName) || names.Contains($"{type.Name}.{property.Element.Name}"),
            isNested: false);
    }

    /// <summary>Whether a resource bears the tag of a part, and so must not take the place of the whole.</summary>
    public static bool IsPart(JsonElement resource)
    {
        if (!resource.TryGetProperty("meta"u8, out var meta) || meta.ValueKind != JsonValueKind.Object
            || !meta.TryGetProperty("tag"u8, out var tags) || tags.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var tag in tags.EnumerateArray())
        {
            if (tag.ValueKind == JsonValueKind.Object
                && tag.TryGetProperty("code"u8, out var code) && code.ValueKind == JsonValueKind.String && code.ValueEquals(SubsettedCode)
                && tag.TryGetProperty("system"u8, out var system) && system.ValueKind == JsonValueKind.String && system.ValueEquals(SubsettedSystem))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The part of a stored resource; the whole when it is of no known type.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        if (!root.TryGetProperty("resourceType"u8, out var name) || !_definitions.TryGetType(name.GetString() ?? "", out var type))
        {
            return utf8;
        }

        var buffer = new ArrayBufferWriter<byte>(Math.Min(utf8.Length + 128, 4096));
        using (var json = new Utf8JsonWriter(buffer, Raw))
        {
            WriteResource(json, type, root);
        }

        return buffer.WrittenMemory;
    }

    private void WriteResource(Utf8JsonWriter json, TypeDefinition type, JsonElement resource)
    {
        json.WriteStartObject();
        var hasMeta = false;
        foreach (var member in resource.EnumerateObject())
        {
            if (member.NameEquals("meta"u8))
            {
                json.WritePropertyName("meta"u8);
                WriteMeta(json, member.Value);
                hasMeta = true;
            }
            else if (member.NameEquals("resourceType"u8) || member.NameEquals("id"u8))
            {
                WriteWhole(json, member);
            }
            else
            {
                WriteMember(json, type, member);
            }
        }

        if (!hasMeta)
        {
            json.WritePropertyName("meta"u8);
            WriteMeta(json, default);
        }

        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, TypeDefinition type, JsonProperty member)
    {
        // _birthDate goes with birthDate.
        var name = member.Name;
        var isCompanion = name.Length > 1 && name[0] == '_';
        if (!type.Properties.TryGetValue(isCompanion ? name[1..] : name, out var property) || !(property.Element.Min > 0 || _isKept(type, property)))
        {
            return;
        }

        if (!_isNested || isCompanion || property.Type.Kind is TypeKind.Primitive or TypeKind.Resource)
        {
            WriteWhole(json, member);
            return;
        }

        json.WritePropertyName(name);
        WriteValue(json, property.Type, member.Value);
    }

    private void WriteValue(Utf8JsonWriter json, TypeDefinition type, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(json, type, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.Object:
                WriteObject(json, type, value);
                break;
            default:
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    /// <summary>A value of which the summary keeps nothing stays whole: an empty object is no valid element.</summary>
    private void WriteObject(Utf8JsonWriter json, TypeDefinition type, JsonElement value)
    {
        var isAnyKept = false;
        foreach (var member in value.EnumerateObject())
        {
            isAnyKept |= type.Properties.TryGetValue(member.Name, out var property) && (property.Element.Min > 0 || _isKept(type, property));
        }

        if (!isAnyKept)
        {
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            WriteMember(json, type, member);
        }

        json.WriteEndObject();
    }

    private static void WriteWhole(Utf8JsonWriter json, JsonProperty member)
    {
        json.WritePropertyName(member.Name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
    }

    private static void WriteMeta(Utf8JsonWriter json, JsonElement meta)
    {
        json.WriteStartObject();
        var tags = default(JsonElement);
        if (meta.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in meta.EnumerateObject())
            {
                if (member.NameEquals("tag"u8) && member.Value.ValueKind == JsonValueKind.Array)
                {
                    tags = member.Value;
                }
                else
                {
                    WriteWhole(json, member);
                }
            }
        }

        json.WriteStartArray("tag"u8);
        if (tags.ValueKind == JsonValueKind.Array)
        {
            foreach (var tag in tags.EnumerateArray())
            {
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(tag), skipInputValidation: true);
            }
        }

        json.WriteStartObject();
        json.WriteString("system"u8, SubsettedSystem);
        json.WriteString("code"u8, SubsettedCode);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
