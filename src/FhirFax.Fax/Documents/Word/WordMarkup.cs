using System.Text;
using System.Xml;

namespace FhirFax.Fax.Documents.Word;

/// <summary>
/// Reads one XML part for what reaches outside. Names are compared without their prefixes, which anybody may choose. Document type definitions are refused, so that no
/// entity can grow or be fetched.
/// </summary>
internal static class WordMarkup
{
    private const int DeepestElement = 1_000;
    private const int LongestInstruction = 4_096;

    /// <summary>Fields whose result Word or its kin fetch from a file, an address or another program.</summary>
    private static readonly string[] ReachingFields = ["DDE", "DDEAUTO", "LINK", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "INCLUDE", "RD", "DATABASE", "MACROBUTTON"];

    /// <summary>Walks the part and hands every element that bears attributes to <paramref name="element"/>, the reader standing on it.</summary>
    /// <exception cref="DocumentException">It is no XML, too deep, or reaches outside.</exception>
    public static void Read(Stream part, DocumentBudget budget, Action<XmlReader>? element = null)
    {
        var instruction = new StringBuilder();
        var isInstruction = false;
        try
        {
            using var xml = new XmlTextReader(part) { Namespaces = false, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            while (xml.Read())
            {
                budget.Charge(16);
                if (xml.Depth > DeepestElement)
                {
                    throw DocumentBudget.TooComplex("its parts are nested too deep");
                }

                if (xml.NodeType == XmlNodeType.Element)
                {
                    var name = Local(xml.Name);
                    isInstruction = name == "instrText" && !xml.IsEmptyElement;
                    CheckElement(xml, name, instruction);
                    element?.Invoke(xml);
                }
                else if (xml.NodeType == XmlNodeType.EndElement)
                {
                    isInstruction = false;
                }
                else if (isInstruction && instruction.Length < LongestInstruction)
                {
                    instruction.Append(xml.Value);
                }
            }

            CheckInstruction(instruction);
        }
        catch (XmlException)
        {
            throw ZipDirectory.Damaged();
        }
    }

    /// <summary>A name without its prefix.</summary>
    public static string Local(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The value of an attribute of whatever prefix; null when absent.</summary>
    public static string? Attribute(XmlReader xml, string name)
    {
        string? value = null;
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            value = Local(xml.Name) == name ? xml.Value : value;
        }

        xml.MoveToElement();
        return value;
    }

    private static void CheckElement(XmlTextReader xml, string name, StringBuilder instruction)
    {
        switch (name)
        {
            // An instruction may be spread over several runs; a field character ends it.
            case "fldChar":
                CheckInstruction(instruction);
                break;
            case "fldSimple":
                CheckInstruction(Attribute(xml, "instr") ?? "");
                break;
            case "altChunk" or "subDoc":
                throw Reaches("another document inside or behind it");
        }

        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            if (Local(xml.Name) is "src" or "href" && IsAddress(xml.Value))
            {
                throw Reaches("links to outside");
            }
        }

        xml.MoveToElement();
    }

    private static void CheckInstruction(StringBuilder instruction)
    {
        if (instruction.Length > 0)
        {
            CheckInstruction(instruction.ToString());
            instruction.Clear();
        }
    }

    private static void CheckInstruction(string instruction)
    {
        foreach (var word in instruction.Split([' ', '\t', '\r', '\n', '\u00a0', '"', '{', '}'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (ReachingFields.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                throw Reaches("fields that fetch from elsewhere");
            }

            // Only the field's own name counts, not its arguments.
            return;
        }
    }

    /// <summary>Whether it leads out of the document: it has a scheme or is a path of another computer. What <c>data:</c> means stands in it.</summary>
    private static bool IsAddress(string value)
    {
        var text = value.AsSpan().Trim();
        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var colon = text.IndexOf(':');
        return text.StartsWith("//") || text.StartsWith(@"\\") || (colon > 0 && text.IndexOfAny('/', '#', '?') is var end && (end < 0 || colon < end));
    }

    internal static DocumentException Reaches(string what) => new(
        DocumentRefusal.ActiveContent, $"The Word document has {what}, which a fax cannot follow and this server does not; remove them, or save it as PDF and send that.");
}
