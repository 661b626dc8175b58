using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Xml;

/// <summary>Writes a resource as XML (R4 xml.html), straight from its JSON, in the order of its definition.</summary>
public sealed class XmlResourceWriter
{
    private readonly XmlText _xml;

    private XmlResourceWriter(XmlText xml) => _xml = xml;

    /// <summary>Writes the document as UTF-8. What the definitions do not know is left out.</summary>
    /// <param name="resource">An object that validation has accepted, or that the server has made itself; its narrative is well-formed.</param>
    /// <param name="isPretty">One element a line, indented; narrative stays as it is.</param>
    public static void Write(JsonElement resource, IBufferWriter<byte> output, bool isPretty = false)
    {
        output.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
        new XmlResourceWriter(new XmlText(output, isPretty)).WriteResource(resource, isRoot: true);
    }

    private void WriteResource(JsonElement resource, bool isRoot)
    {
        if (!resource.TryGetProperty("resourceType"u8, out var name) || !R4Definitions.Current.TryGetType(name.GetString()!, out var type))
        {
            return;
        }

        using var slots = ElementSlots.Of(resource, type);
        _xml.Open(type.Name);
        if (isRoot)
        {
            _xml.Attribute("xmlns"u8, XmlNames.Fhir);
        }

        WriteContent(slots, type, 0);
    }

    private void WriteComplex(JsonElement value, TypeDefinition type, string name)
    {
        using var slots = ElementSlots.Of(value, type);
        _xml.Open(name);
        WriteContent(slots, type, WriteAttributes(slots), name);
    }

    /// <summary>Writes what XML has as attributes; answers their ordinals as bits.</summary>
    private ulong WriteAttributes(ElementSlots slots)
    {
        ulong written = 0;
        foreach (ref readonly var slot in slots.Span)
        {
            if (slot.Property is { } property && XmlNames.IsAttribute(property))
            {
                // What is not valid, but was stored before that was known, is left out: an attribute has no extensions.
                if (slot.Value.ValueKind == JsonValueKind.String)
                {
                    WriteAttribute(Encoding.ASCII.GetBytes(property.JsonName), slot.Value);
                }

                written |= 1UL << property.Element.Ordinal;
            }
        }

        return written;
    }

    private void WriteContent(ElementSlots slots, TypeDefinition type, ulong written, string? name = null)
    {
        var hasContent = HasContent(slots, written);
        _xml.EndOpening(hasContent);
        if (!hasContent)
        {
            return;
        }

        foreach (ref readonly var slot in slots.Span)
        {
            if (slot.Property is { } property && (written & (1UL << property.Element.Ordinal)) == 0)
            {
                WriteElement(slot, property);
            }
        }

        _xml.Close(name ?? type.Name);
    }

    private static bool HasContent(ElementSlots slots, ulong written)
    {
        foreach (ref readonly var slot in slots.Span)
        {
            if (slot.Property is { } property && (written & (1UL << property.Element.Ordinal)) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteElement(in ElementSlots.Slot slot, PropertyDefinition property)
    {
        if (property.Type.Format != PrimitiveFormat.None)
        {
            WritePrimitives(slot, property);
        }
        else if (slot.Value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in slot.Value.EnumerateArray())
            {
                WriteItem(item, property);
            }
        }
        else
        {
            WriteItem(slot.Value, property);
        }
    }

    private void WriteItem(JsonElement item, PropertyDefinition property)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (property.Type.Kind != TypeKind.Resource)
        {
            WriteComplex(item, property.Type, property.JsonName);
            return;
        }

        _xml.Open(property.JsonName);
        _xml.EndOpening(hasContent: true);
        WriteResource(item, isRoot: false);
        _xml.Close(property.JsonName);
    }

    /// <summary>A value and what stands beside it, or two arrays of them walked in step.</summary>
    private void WritePrimitives(in ElementSlots.Slot slot, PropertyDefinition property)
    {
        if (slot.Value.ValueKind != JsonValueKind.Array && slot.Sibling.ValueKind != JsonValueKind.Array)
        {
            WritePrimitive(slot.Value, slot.Sibling, property);
            return;
        }

        var values = slot.Value.ValueKind == JsonValueKind.Array ? slot.Value.EnumerateArray() : default;
        var siblings = slot.Sibling.ValueKind == JsonValueKind.Array ? slot.Sibling.EnumerateArray() : default;
        var hasValue = slot.Value.ValueKind == JsonValueKind.Array && values.MoveNext();
        var hasSibling = slot.Sibling.ValueKind == JsonValueKind.Array && siblings.MoveNext();
        while (hasValue || hasSibling)
        {
            WritePrimitive(hasValue ? values.Current : default, hasSibling ? siblings.Current : default, property);
            hasValue = hasValue && values.MoveNext();
            hasSibling = hasSibling && siblings.MoveNext();
        }
    }

    private void WritePrimitive(JsonElement value, JsonElement sibling, PropertyDefinition property)
    {
        if (property.Type.Kind == TypeKind.Xhtml)
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                _xml.Markup(Encoding.UTF8.GetBytes(value.GetString()!.Trim()));
            }

            return;
        }

        _xml.Open(property.JsonName);
        var type = property.Type;
        using var slots = sibling.ValueKind == JsonValueKind.Object ? ElementSlots.Of(sibling, type) : default;
        var written = WriteAttributes(slots);
        if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            WriteAttribute("value"u8, value);
        }

        WriteContent(slots, type, written, property.JsonName);
    }

    private void WriteAttribute(ReadOnlySpan<byte> name, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind != JsonValueKind.String)
        {
            _xml.Attribute(name, raw);
        }
        else if (raw.Contains((byte)'\\'))
        {
            _xml.Attribute(name, Encoding.UTF8.GetBytes(value.GetString()!));
        }
        else
        {
            _xml.Attribute(name, raw[1..^1]);
        }
    }
}
