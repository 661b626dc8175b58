using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Xml;

/// <summary>Reads a resource written as XML (R4 xml.html) into the JSON that everything else works on.</summary>
/// <remarks>
/// It answers for what only XML can get wrong: markup, names, namespaces, order, attributes, text where none belongs, numbers that JSON could not write.
/// All else, such as missing elements and bad codes, it carries over for validation to judge.
/// </remarks>
public sealed class XmlResourceReader
{
    // The names come from the definitions and everything in between is ours, so the writer need not check itself.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly XmlReader _xml;
    private readonly NarrativeMarkup _narrative;
    private readonly XmlIssues _issues;
    private readonly XmlCursor _cursor;

    private XmlResourceReader(XmlReader xml, string text)
    {
        _xml = xml;
        _narrative = new NarrativeMarkup(xml, text);
        _issues = new XmlIssues(JsonText.Clip(xml.LocalName));
        _cursor = new XmlCursor(xml, _issues);
    }

    /// <summary>The resource as JSON, not validated yet; or every problem found in the markup, each with its element.</summary>
    /// <param name="utf8">With or without BOM and XML declaration.</param>
    public static bool TryReadJson(
        ReadOnlyMemory<byte> utf8, out ReadOnlyMemory<byte> json, [NotNullWhen(false)] out OperationOutcome? problem)
    {
        json = default;
        problem = XmlSource.TryDecode(utf8.Span, out var text);
        if (problem is not null)
        {
            return false;
        }

        try
        {
            using var xml = XmlSource.Open(text, out problem);
            if (problem is null)
            {
                var output = new ArrayBufferWriter<byte>(utf8.Length + 256);
                problem = new XmlResourceReader(xml, text).Read(output);
                json = output.WrittenMemory;
            }
        }
        catch (XmlException exception)
        {
            problem = XmlSource.Malformed(exception);
        }

        return problem is null;
    }

    private OperationOutcome? Read(IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, Json))
        {
            ReadResource(json);
        }

        // What follows the root may still be malformed.
        while (_xml.Read())
        {
        }

        return _issues.Outcome;
    }

    /// <summary>From the start tag that names the resource type to behind its end.</summary>
    private void ReadResource(Utf8JsonWriter json)
    {
        var name = _xml.LocalName;
        json.WriteStartObject();
        json.WriteString("resourceType"u8, name);
        if (_xml.NamespaceURI != XmlNames.FhirNamespace)
        {
            _cursor.Refuse($"The element '{JsonText.Clip(name)}' must be in the namespace {XmlNames.FhirNamespace}.");
        }
        else if (!R4Definitions.Current.IsResourceType(name) || !R4Definitions.Current.TryGetType(name, out var type))
        {
            _cursor.Refuse($"'{JsonText.Clip(name)}' is not a resource type of FHIR R4.");
        }
        else
        {
            _cursor.ReadAttributes(json, type);
            ReadElements(json, type);
        }

        json.WriteEndObject();
    }

    /// <summary>From a start tag whose attributes are read to behind its end tag.</summary>
    private void ReadElements(Utf8JsonWriter json, TypeDefinition type)
    {
        if (json.CurrentDepth >= ResourceDocument.MaxDepth)
        {
            _cursor.Refuse($"The elements are nested too deep: as JSON it would be more than {ResourceDocument.MaxDepth} levels.");
            return;
        }

        var depth = _xml.Depth;
        var order = default(ElementOrder);
        if (!_xml.IsEmptyElement)
        {
            _xml.Read();
            while (_cursor.MoveToChild(depth))
            {
                ReadElement(json, type, ref order);
            }
        }

        _xml.Read();
    }

    private void ReadElement(Utf8JsonWriter json, TypeDefinition type, ref ElementOrder order)
    {
        var name = _xml.LocalName;
        if (!type.Properties.TryGetValue(name, out var property) || IsWrittenAsAttribute(property, type))
        {
            _issues.ReportChild(name, property is null ? PropertyNames.DescribeUnknown(type, name) : $"In XML '{name}' of {type.Name} is an attribute, not an element.");
            _xml.Skip();
            return;
        }

        _issues.Path.Enter(property.Element.Name);
        var space = property.Type.Kind == TypeKind.Xhtml ? XmlNames.XhtmlNamespace : XmlNames.FhirNamespace;
        if (_xml.NamespaceURI != space)
        {
            _cursor.Refuse($"The element '{name}' must be in the namespace {space}.");
        }
        else if (order.WhyNot(property) is { } fault)
        {
            _cursor.Refuse(fault);
        }
        else if (property.Type.Kind == TypeKind.Xhtml)
        {
            json.WriteString(property.JsonName, _narrative.Read());
        }
        else if (property.Type.Format != PrimitiveFormat.None)
        {
            ReadPrimitives(json, property);
        }
        else
        {
            ReadObjects(json, property);
        }

        _issues.Path.Leave();
    }

    private static bool IsWrittenAsAttribute(PropertyDefinition property, TypeDefinition type) =>
        XmlNames.IsAttribute(property) || (type.Format != PrimitiveFormat.None && property.JsonName == "value");

    private void ReadObjects(Utf8JsonWriter json, PropertyDefinition property)
    {
        json.WritePropertyName(property.JsonName);
        if (!property.Element.IsArray)
        {
            ReadObject(json, property.Type);
            return;
        }

        var depth = _xml.Depth;
        var index = 0;
        json.WriteStartArray();
        do
        {
            _issues.Path.At(index++);
            ReadObject(json, property.Type);
        }
        while (_cursor.MoveToRepetition(property, depth));
        json.WriteEndArray();
    }

    private void ReadObject(Utf8JsonWriter json, TypeDefinition type)
    {
        if (type.Kind == TypeKind.Resource)
        {
            ReadWrapped(json);
            return;
        }

        json.WriteStartObject();
        _cursor.ReadAttributes(json, type);
        ReadElements(json, type);
        json.WriteEndObject();
    }

    /// <summary>A resource inside another stands in an element of its own.</summary>
    private void ReadWrapped(Utf8JsonWriter json)
    {
        var depth = _xml.Depth;
        var count = 0;
        if (json.CurrentDepth >= ResourceDocument.MaxDepth)
        {
            _cursor.Refuse($"The elements are nested too deep: as JSON it would be more than {ResourceDocument.MaxDepth} levels.");
            return;
        }

        if (!_xml.IsEmptyElement)
        {
            _xml.Read();
            while (_cursor.MoveToChild(depth))
            {
                ReadResource(json);
                count++;
            }
        }

        if (count != 1)
        {
            _issues.Report($"The element must hold one resource, not {count}.");
        }

        _xml.Read();
    }

    private void ReadPrimitives(Utf8JsonWriter json, PropertyDefinition property)
    {
        var depth = _xml.Depth;
        var group = new PrimitiveGroup(property);
        do
        {
            if (property.Element.IsArray)
            {
                _issues.Path.At(group.Count);
            }

            ReadPrimitive(group, property.Type);
        }
        while (_cursor.MoveToRepetition(property, depth));
        group.WriteTo(json);
    }

    private void ReadPrimitive(PrimitiveGroup group, TypeDefinition type)
    {
        // Nearly all of them are just this.
        if (_xml.IsEmptyElement && _xml.AttributeCount == 1 && _xml.GetAttribute("value") is { } only)
        {
            Add(group, only, default);
            _xml.Read();
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        string? value;
        using (var sibling = new Utf8JsonWriter(buffer, Json))
        {
            sibling.WriteStartObject();
            value = _cursor.ReadAttributes(sibling, type);
            ReadElements(sibling, type);
            sibling.WriteEndObject();
        }

        Add(group, value, buffer.WrittenSpan.SequenceEqual("{}"u8) ? default : buffer.WrittenMemory);
    }

    private void Add(PrimitiveGroup group, string? value, ReadOnlyMemory<byte> sibling)
    {
        if (group.Add(value, sibling) is { } fault)
        {
            _issues.Report(fault);
        }
    }
}
