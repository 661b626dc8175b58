using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>One member of a FHIRPath collection: an element of a resource with its R4 type, or a value that an expression computed.</summary>
public readonly struct FhirPathItem
{
    internal FhirPathItem(TypeDefinition type, JsonElement json, JsonElement sibling = default)
    {
        Type = type;
        Json = json;
        Sibling = sibling;
    }

    internal FhirPathItem(object value) => Value = value;

    /// <summary>The R4 type; null for a computed value.</summary>
    public TypeDefinition? Type { get; }

    /// <summary>The element; undefined for a computed value, for a primitive that has only extensions, and for the unfetched target of a reference.</summary>
    public JsonElement Json { get; }

    /// <summary>For a primitive: the <c>_name</c> property that carries its id and extensions (R4 json.html#primitive).</summary>
    public JsonElement Sibling { get; }

    /// <summary>A computed <see cref="bool"/>, <see cref="string"/>, <see cref="int"/>, <see cref="BigDecimal"/>, date, time or quantity; null for an element.</summary>
    public object? Value { get; }

    /// <summary>A resource or data type to start an expression from.</summary>
    public static FhirPathItem Of(TypeDefinition type, JsonElement json) => new(type, json);

    /// <summary>The value as FHIRPath's System types see it; null for a complex element or a primitive without (a readable) value.</summary>
    internal object? SystemValue()
    {
        if (Type is null)
        {
            return Value;
        }

        return Json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => FromString(Json.GetString()!),
            JsonValueKind.Number when Type.Name != "decimal" && Json.TryGetInt32(out var integer) => integer,
            JsonValueKind.Number when TryNumber(Json, out var number) => number,
            JsonValueKind.Object => AsQuantity(),
            _ => null,
        };
    }

    /// <summary>The children that FHIRPath calls <paramref name="name"/>; a choice type's by their common name.</summary>
    internal void AddChildren(string name, R4Definitions definitions, List<FhirPathItem> results)
    {
        if (Type is not null && Type.ElementsByName.TryGetValue(name, out var element))
        {
            AddElement(element, definitions, results);
        }
        else if (Value is TypeInfo info && name is ("namespace" or "name"))
        {
            results.Add(new FhirPathItem(name == "name" ? info.Name : info.Namespace));
        }
    }

    internal void AddAllChildren(R4Definitions definitions, List<FhirPathItem> results)
    {
        if (Type is null)
        {
            return;
        }

        foreach (var element in Type.Elements)
        {
            AddElement(element, definitions, results);
        }
    }

    private void AddElement(ElementDefinition element, R4Definitions definitions, List<FhirPathItem> results)
    {
        var parent = Json.ValueKind == JsonValueKind.Object ? Json : Sibling;
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in element.Properties)
        {
            var hasValue = parent.TryGetProperty(property.JsonName, out var value);
            var sibling = default(JsonElement);
            var hasSibling = property.Type.IsPrimitive() && parent.TryGetProperty("_" + property.JsonName, out sibling);
            if (hasValue || hasSibling)
            {
                AddValues(property.Type, value, sibling, definitions, results);
            }
        }
    }

    private static void AddValues(
        TypeDefinition type, JsonElement value, JsonElement sibling, R4Definitions definitions, List<FhirPathItem> results)
    {
        if (value.ValueKind != JsonValueKind.Array && sibling.ValueKind != JsonValueKind.Array)
        {
            AddValue(type, value, sibling, definitions, results);
            return;
        }

        // Indexing would cost the length of the array each time.
        var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
        var siblings = sibling.ValueKind == JsonValueKind.Array ? sibling.EnumerateArray() : default;
        while (true)
        {
            var hasValue = values.MoveNext();
            var hasSibling = siblings.MoveNext();
            if (!hasValue && !hasSibling)
            {
                return;
            }

            AddValue(type, hasValue ? values.Current : default, hasSibling ? siblings.Current : default, definitions, results);
        }
    }

    private static void AddValue(
        TypeDefinition type, JsonElement value, JsonElement sibling, R4Definitions definitions, List<FhirPathItem> results)
    {
        var isEmpty = value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && sibling.ValueKind != JsonValueKind.Object;
        if (!isEmpty && type.TryResolveInstance(value, definitions, out var actual))
        {
            results.Add(new FhirPathItem(actual, value, sibling));
        }
    }

    private object FromString(string text)
    {
        var kind = Type!.Name switch
        {
            "date" => TemporalKind.Date,
            "dateTime" or "instant" => TemporalKind.DateTime,
            "time" => TemporalKind.Time,
            _ => (TemporalKind?)null,
        };
        return kind is not null && Temporal.TryParse(text, kind.Value, out var temporal) ? temporal : text;
    }

    private FhirPathQuantity? AsQuantity()
    {
        if (!Type!.Is("Quantity")
            || !Json.TryGetProperty("value"u8, out var value)
            || value.ValueKind != JsonValueKind.Number
            || !TryNumber(value, out var number))
        {
            return null;
        }

        return new FhirPathQuantity(number, Text("code"u8) ?? Text("unit"u8) ?? "1");
    }

    private static bool TryNumber(JsonElement json, out BigDecimal number)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        Span<char> text = stackalloc char[BigDecimal.MaxDigits + 16];
        if (raw.Length > text.Length)
        {
            number = default;
            return false;
        }

        return BigDecimal.TryParse(text[..Encoding.ASCII.GetChars(raw, text)], out number);
    }

    private string? Text(ReadOnlySpan<byte> name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>For messages and tests: the value, or the type of a complex element.</summary>
    public override string ToString() => SystemValue() switch
    {
        null => Type?.Name ?? "",
        bool value => value ? "true" : "false",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "",
    };
}
