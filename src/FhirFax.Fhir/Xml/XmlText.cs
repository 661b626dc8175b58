using System.Buffers;
using System.Text;

namespace FhirFax.Fhir.Xml;

/// <summary>Writes markup as UTF-8 bytes. It knows XML's escapes and, when asked for, indentation; nothing of FHIR.</summary>
/// <remarks>A control character that XML 1.0 cannot hold, escaped or not, is written as U+FFFD.</remarks>
internal sealed class XmlText(IBufferWriter<byte> output, bool isPretty)
{
    private static readonly SearchValues<byte> Suspects = SearchValues.Create(SuspectBytes());

    private int _depth;

    /// <summary>Opens a start tag; <see cref="Attribute"/> may follow, then <see cref="EndOpening"/>.</summary>
    public void Open(string name)
    {
        NewLine();
        output.Write("<"u8);
        Name(name);
    }

    public void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8)
    {
        output.Write(" "u8);
        output.Write(name);
        output.Write("=\""u8);
        Escape(utf8);
        output.Write("\""u8);
    }

    /// <summary>Ends the start tag, and with it the element when it has no content.</summary>
    public void EndOpening(bool hasContent)
    {
        output.Write(hasContent ? ">"u8 : "/>"u8);
        _depth += hasContent ? 1 : 0;
    }

    public void Close(string name)
    {
        _depth--;
        NewLine();
        output.Write("</"u8);
        Name(name);
        output.Write(">"u8);
    }

    /// <summary>Markup that is well-formed already.</summary>
    public void Markup(ReadOnlySpan<byte> utf8)
    {
        NewLine();
        output.Write(utf8);
    }

    private void NewLine()
    {
        if (!isPretty)
        {
            return;
        }

        output.Write("\n"u8);
        for (var level = 0; level < _depth; level++)
        {
            output.Write("  "u8);
        }
    }

    private void Name(string name) => output.Advance(Encoding.ASCII.GetBytes(name, output.GetSpan(name.Length)));

    private void Escape(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOfAny(Suspects) is >= 0 and var at)
        {
            output.Write(utf8[..at]);
            var (escape, length) = EscapeOf(utf8[at..]);
            output.Write(escape is null ? utf8.Slice(at, length) : escape);
            utf8 = utf8[(at + length)..];
        }

        output.Write(utf8);
    }

    /// <summary>What stands for the first character, and the bytes it replaces; null when the character may stand as it is.</summary>
    private static (byte[]? Escape, int Length) EscapeOf(ReadOnlySpan<byte> utf8) => utf8[0] switch
    {
        (byte)'&' => (Escapes.Ampersand, 1),
        (byte)'<' => (Escapes.LessThan, 1),
        (byte)'>' => (Escapes.GreaterThan, 1),
        (byte)'"' => (Escapes.Quote, 1),
        // Unescaped, a parser would turn these into blanks (XML 1.0, 3.3.3).
        (byte)'\t' => (Escapes.Tab, 1),
        (byte)'\n' => (Escapes.LineFeed, 1),
        (byte)'\r' => (Escapes.CarriageReturn, 1),
        < 0x20 => (Escapes.Replacement, 1),
        _ => utf8.StartsWith("\uFFFE"u8) || utf8.StartsWith("\uFFFF"u8) ? (Escapes.Replacement, 3) : (null, 1),
    };

    private static byte[] SuspectBytes()
    {
        var suspects = new List<byte> { (byte)'&', (byte)'<', (byte)'>', (byte)'"', 0xEF };
        for (byte control = 0; control < 0x20; control++)
        {
            suspects.Add(control);
        }

        return [.. suspects];
    }

    private static class Escapes
    {
        public static readonly byte[] Ampersand = "&amp;"u8.ToArray();
        public static readonly byte[] LessThan = "&lt;"u8.ToArray();
        public static readonly byte[] GreaterThan = "&gt;"u8.ToArray();
        public static readonly byte[] Quote = "&quot;"u8.ToArray();
        public static readonly byte[] Tab = "&#9;"u8.ToArray();
        public static readonly byte[] LineFeed = "&#10;"u8.ToArray();
        public static readonly byte[] CarriageReturn = "&#13;"u8.ToArray();
        public static readonly byte[] Replacement = "\uFFFD"u8.ToArray();
    }
}
