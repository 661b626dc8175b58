using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Xml;

/// <summary>The repetitions of one primitive element: their values, and beside them their ids and extensions (R4 json.html#primitive).</summary>
internal sealed class PrimitiveGroup(PropertyDefinition property)
{
    private readonly List<string?> _values = [];
    private readonly List<ReadOnlyMemory<byte>> _siblings = [];
    private bool _hasValue;
    private bool _hasSibling;

    public int Count => _values.Count;

    /// <param name="value">Null when the element has none.</param>
    /// <param name="sibling">An object of its id and extensions; no bytes when it has neither.</param>
    /// <returns>What is wrong with it, as a sentence; null when nothing is.</returns>
    public string? Add(string? value, ReadOnlyMemory<byte> sibling)
    {
        var isReadable = value is null || IsReadable(value);
        _values.Add(isReadable ? value : null);
        _siblings.Add(sibling);
        _hasValue |= value is not null;
        _hasSibling |= !sibling.IsEmpty;
        if (value is null)
        {
            return sibling.IsEmpty ? "The element has neither a value nor an extension: leave it out." : null;
        }

        return isReadable ? null : $"The value is not a valid {property.Type.Name}.";
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        if (_hasValue)
        {
            json.WritePropertyName(property.JsonName);
            WriteValues(json);
        }

        if (_hasSibling)
        {
            json.WritePropertyName("_" + property.JsonName);
            WriteSiblings(json);
        }
    }

    private void WriteValues(Utf8JsonWriter json)
    {
        if (!property.Element.IsArray)
        {
            WriteValue(json, _values[0]);
            return;
        }

        json.WriteStartArray();
        foreach (var value in _values)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
    }

    private void WriteSiblings(Utf8JsonWriter json)
    {
        if (!property.Element.IsArray)
        {
            json.WriteRawValue(_siblings[0].Span, skipInputValidation: true);
            return;
        }

        json.WriteStartArray();
        foreach (var sibling in _siblings)
        {
            json.WriteRawValue(sibling.IsEmpty ? "null"u8 : sibling.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
    }

    private void WriteValue(Utf8JsonWriter json, string? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else if (IsLiteral)
        {
            // The digits as they are: 1.50 stays 1.50.
            json.WriteRawValue(value, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(value);
        }
    }

    private bool IsNumber => property.Type.Format
        is PrimitiveFormat.Decimal or PrimitiveFormat.Integer or PrimitiveFormat.PositiveInt or PrimitiveFormat.UnsignedInt;

    private bool IsLiteral => IsNumber || property.Type.Format == PrimitiveFormat.Boolean;

    /// <summary>Whether JSON could write it: strings always, and of the others what JSON calls a number or a boolean.</summary>
    private bool IsReadable(string value) =>
        !IsLiteral || (IsNumber ? IsJsonNumber(value) : value is "true" or "false");

    private static bool IsJsonNumber(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        var json = new Utf8JsonReader(utf8);
        try
        {
            return json.Read() && json.TokenType == JsonTokenType.Number && json.TokenStartIndex == 0 && json.ValueSpan.Length == utf8.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
