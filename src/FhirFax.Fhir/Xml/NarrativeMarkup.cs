using System.Text;
using System.Xml;

namespace FhirFax.Fhir.Xml;

/// <summary>Takes a narrative's <c>div</c> out of a document as text, character by character as it was written wherever it can stand alone.</summary>
internal sealed class NarrativeMarkup(XmlReader xml, string text)
{
    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        ConformanceLevel = ConformanceLevel.Fragment,
        NewLineHandling = NewLineHandling.None,
    };

    private int[]? _lineStarts;

    /// <summary>From the start tag to behind the end tag.</summary>
    public string Read()
    {
        // With a prefix, or with the namespace declared further out, the slice would mean something else on its own.
        var standsAlone = xml.Prefix.Length == 0 && xml.GetAttribute("xmlns") is not null && !xml.IsEmptyElement;
        return standsAlone ? Slice() : Rewrite();
    }

    private string Slice()
    {
        var depth = xml.Depth;
        var start = Offset() - 1;
        while (xml.Read() && xml.Depth > depth)
        {
        }

        var end = text.IndexOf('>', Offset()) + 1;
        xml.Read();
        return text[start..end];
    }

    private string Rewrite()
    {
        var depth = xml.Depth;
        var written = new StringBuilder();
        using (var writer = XmlWriter.Create(written, Settings))
        {
            do
            {
                WriteNode(writer);
            }
            while (xml.Read() && (xml.Depth > depth || (xml.Depth == depth && xml.NodeType == XmlNodeType.EndElement)));
        }

        return written.ToString();
    }

    private void WriteNode(XmlWriter writer)
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.Element:
                var isEmpty = xml.IsEmptyElement;
                writer.WriteStartElement(null, xml.LocalName, xml.NamespaceURI);
                WriteAttributes(writer);
                if (isEmpty)
                {
                    writer.WriteEndElement();
                }

                break;
            case XmlNodeType.EndElement:
                writer.WriteFullEndElement();
                break;
            default:
                writer.WriteString(xml.Value);
                break;
        }
    }

    private void WriteAttributes(XmlWriter writer)
    {
        while (xml.MoveToNextAttribute())
        {
            if (!XmlSource.IsNoContent(xml))
            {
                writer.WriteAttributeString(xml.Prefix == "xml" ? "xml" : null, xml.LocalName, xml.NamespaceURI, xml.Value);
            }
        }

        xml.MoveToElement();
    }

    /// <summary>Where in the text the reader stands: behind the <c>&lt;</c> or <c>&lt;/</c> of a tag.</summary>
    private int Offset()
    {
        var place = (IXmlLineInfo)xml;
        _lineStarts ??= FindLineStarts();
        return _lineStarts[place.LineNumber - 1] + place.LinePosition - 1;
    }

    /// <summary>Lines as XML counts them: ended by LF, CR LF or CR.</summary>
    private int[] FindLineStarts()
    {
        var starts = new List<int> { 0 };
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n')))
            {
                starts.Add(at + 1);
            }
        }

        return [.. starts];
    }
}
