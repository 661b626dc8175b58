using System.Collections.Frozen;
using System.Xml;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Validation;

/// <summary>
/// What <c>htmlChecks()</c> means (R4 narrative.html, txt-1 and txt-2): one well-formed <c>div</c> of XHTML with the formatting elements and attributes of HTML 4.0 chapters 7 to 11
/// (without 9.4) and 15, links and images; no scripts, no entities but XML's own, nothing fetched for its style; and something to read or see in it.
/// </summary>
internal static class NarrativeContent
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    private static readonly FrozenSet<string> Elements = Words(
        """
        a abbr acronym address b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre q samp small span
        strong sub sup table tbody td tfoot th thead tr tt ul var
        """);

    private static readonly FrozenSet<string> Attributes = Words(
        """
        abbr accesskey align alt axis bgcolor border cellpadding cellspacing char charoff charset cite class clear color colspan compact coords dir face frame headers height
        href hreflang hspace id lang longdesc name noshade nowrap rel rev rowspan rules scope shape size span src start style summary tabindex title type valign value vspace
        width
        """);

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        ConformanceLevel = ConformanceLevel.Document,
    };

    /// <param name="detail">What is wrong, as the end of a sentence; empty when nothing is.</param>
    public static NarrativeFault Check(string xhtml, out string detail)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xhtml), Settings);
            return Read(reader, out detail);
        }
        catch (XmlException exception)
        {
            detail = $"the XHTML is not well-formed at line {exception.LineNumber}, position {exception.LinePosition}";
            return NarrativeFault.Markup;
        }
    }

    private static NarrativeFault Read(XmlReader reader, out string detail)
    {
        detail = "";
        var hasContent = false;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    hasContent |= reader.LocalName == "img";
                    detail = FaultOfElement(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    hasContent |= !string.IsNullOrWhiteSpace(reader.Value);
                    break;
                case XmlNodeType.ProcessingInstruction or XmlNodeType.XmlDeclaration or XmlNodeType.DocumentType:
                    detail = "processing instructions and declarations are not allowed";
                    break;
            }

            if (detail.Length > 0)
            {
                return NarrativeFault.Markup;
            }
        }

        detail = hasContent ? "" : "there is none";
        return hasContent ? NarrativeFault.None : NarrativeFault.Empty;
    }

    private static string FaultOfElement(XmlReader reader)
    {
        if (reader.NamespaceURI != Xhtml)
        {
            return $"the element '{JsonText.Clip(reader.Name)}' is not in the namespace {Xhtml}";
        }

        if (reader.Depth == 0 ? reader.LocalName != "div" : !Elements.Contains(reader.LocalName))
        {
            return $"the element '{JsonText.Clip(reader.LocalName)}' is not allowed{(reader.Depth == 0 ? " at the top" : "")}";
        }

        var element = reader.LocalName;
        while (reader.MoveToNextAttribute())
        {
            if (FaultOfAttribute(element, reader) is { } fault)
            {
                return fault;
            }
        }

        reader.MoveToElement();
        return "";
    }

    private static string? FaultOfAttribute(string element, XmlReader reader)
    {
        if (reader.Prefix == "xmlns" || reader.Name is "xmlns" or "xml:lang" or "xml:space")
        {
            return null;
        }

        var name = reader.Name;
        if (!Attributes.Contains(name))
        {
            return $"the attribute '{JsonText.Clip(name)}' is not allowed";
        }

        return name switch
        {
            "href" or "src" or "cite" or "longdesc" when !IsSafeUrl(reader.Value, isImage: element == "img" && name == "src") =>
                $"the attribute '{name}' must not hold a script or embedded document",
            "style" when !NarrativeStyle.IsSafe(reader.Value) => "the attribute 'style' must not refer to anything outside",
            _ => null,
        };
    }

    /// <summary>Browsers skip controls and blanks inside a scheme, so they are no disguise.</summary>
    private static bool IsSafeUrl(string url, bool isImage)
    {
        var scheme = Squeezed(url);
        return !scheme.StartsWith("javascript:", StringComparison.Ordinal)
            && !scheme.StartsWith("vbscript:", StringComparison.Ordinal)
            && (!scheme.StartsWith("data:", StringComparison.Ordinal) || (isImage && scheme.StartsWith("data:image/", StringComparison.Ordinal)));
    }

    internal static string Squeezed(string text) =>
        string.Concat(text.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c))).ToLowerInvariant();

    private static FrozenSet<string> Words(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
