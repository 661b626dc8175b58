using System.Text.Json;
using System.Xml;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Xml;

/// <summary>Where the reading of a document stands: goes from element to element, and refuses what stands between them.</summary>
internal sealed class XmlCursor(XmlReader xml, XmlIssues issues)
{
    /// <summary>Reports on the current element and goes behind it.</summary>
    public void Refuse(string fault)
    {
        issues.Report(fault);
        xml.Skip();
    }

    /// <summary>The id of an element and the url of an extension; of a primitive its value. Anything else there is refused.</summary>
    /// <returns>The value; null when there is none.</returns>
    public string? ReadAttributes(Utf8JsonWriter json, TypeDefinition type)
    {
        string? value = null;
        while (xml.MoveToNextAttribute())
        {
            if (XmlSource.IsNoContent(xml))
            {
                continue;
            }

            if (type.Format != PrimitiveFormat.None && xml.Name == "value")
            {
                value = xml.Value;
            }
            else if (xml.NamespaceURI.Length == 0 && type.Properties.TryGetValue(xml.LocalName, out var property) && XmlNames.IsAttribute(property))
            {
                json.WriteString(property.JsonName, xml.Value);
            }
            else
            {
                issues.Report($"The attribute '{JsonText.Clip(xml.Name)}' is not known in {type.Name}.");
            }
        }

        xml.MoveToElement();
        return value;
    }

    /// <summary>Goes on to the next start tag on the level below <paramref name="depth"/>; false at the end tag.</summary>
    public bool MoveToChild(int depth)
    {
        while (xml.Depth > depth && xml.NodeType != XmlNodeType.Element)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                issues.Report("Text is not allowed here: a value stands in the attribute 'value'.");
            }

            xml.Read();
        }

        return xml.Depth > depth;
    }

    /// <summary>Whether the next start tag repeats the element just read, so that it belongs to the same array.</summary>
    public bool MoveToRepetition(PropertyDefinition property, int depth) =>
        property.Element.IsArray && MoveToChild(depth - 1) && xml.LocalName == property.JsonName && xml.NamespaceURI == XmlNames.FhirNamespace;
}
