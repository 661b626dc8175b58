using System.Globalization;
using System.Text;
using System.Text.Unicode;
using System.Xml;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Xml;

/// <summary>Text that claims to be XML, opened without anything that XML can do beyond markup: no DTD, no entities, nothing fetched.</summary>
internal static class XmlSource
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static OperationOutcome? TryDecode(ReadOnlySpan<byte> utf8, out string text)
    {
        text = "";
        var content = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (content.IsEmpty)
        {
            return OperationOutcome.Error(IssueCode.Structure, "The content is empty; a resource is an XML element.");
        }

        if (!Utf8.IsValid(content))
        {
            return OperationOutcome.Error(IssueCode.Structure, "The content is not UTF-8, which is the encoding of FHIR's XML.");
        }

        text = Encoding.UTF8.GetString(content);
        return null;
    }

    /// <summary>Opens the document and stands on its root element.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public static XmlReader Open(string text, out OperationOutcome? problem)
    {
        var xml = XmlReader.Create(new StringReader(text), Settings);
        problem = null;
        if (xml.Read() && xml.NodeType == XmlNodeType.XmlDeclaration
            && xml.GetAttribute("encoding") is { } encoding
            && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
        {
            problem = OperationOutcome.Error(IssueCode.Structure, "The XML declares another encoding than UTF-8, which is the encoding of FHIR's XML.");
        }

        xml.MoveToContent();
        return xml;
    }

    /// <summary>Says where, but for a DTD, of which the reader tells no place.</summary>
    public static OperationOutcome Malformed(XmlException exception)
    {
        var place = exception.LineNumber > 0
            ? string.Create(CultureInfo.InvariantCulture, $" at line {exception.LineNumber}, position {exception.LinePosition}")
            : "";
        return OperationOutcome.Error(
            IssueCode.Structure, $"The XML is malformed{place}; it must be well-formed, without a DTD and without entities but XML's own.");
    }

    /// <summary>Namespace declarations and hints for schema processors: attributes that say nothing of the resource.</summary>
    public static bool IsNoContent(XmlReader attribute) =>
        attribute.Prefix == "xmlns" || attribute.Name == "xmlns" || attribute.NamespaceURI == XmlNames.SchemaInstanceNamespace;
}
