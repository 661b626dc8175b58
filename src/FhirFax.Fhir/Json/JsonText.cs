using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Json;

/// <summary>What is wrong with bytes that should be JSON, in words and with the place.</summary>
internal static class JsonText
{
    private const int LongestQuote = 64;
    private const string ReaderAdvice = " which is not supported in this mode. Change the reader options.";

    /// <summary>Text that the JSON grammar lets through but that is no text: bytes that are not UTF-8, and escaped halves of surrogate pairs.</summary>
    public static OperationOutcome? FindBadText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return OperationOutcome.Error(IssueCode.Structure, "The content is empty; a resource is a JSON object.");
        }

        if (!Utf8.IsValid(utf8))
        {
            return At(utf8, FirstInvalid(utf8), "The content is not UTF-8");
        }

        var escape = FirstLoneSurrogate(utf8);
        return escape < 0 ? null : At(utf8, escape, "The escape sequence is half of a surrogate pair");
    }

    public static OperationOutcome Malformed(ReadOnlySpan<byte> utf8, JsonException exception)
    {
        if (exception.LineNumber is not { } line)
        {
            return DuplicateProperty(utf8) ?? OperationOutcome.Error(IssueCode.Structure, "The JSON is malformed.");
        }

        var offset = LineStart(utf8, line) + (int)(exception.BytePositionInLine ?? 0);
        return At(utf8, offset, "The JSON is malformed", Reason(exception.Message));
    }

    /// <summary>A JSON kind as a person says it.</summary>
    public static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>Shortens what came from outside before it is quoted in a message, and replaces control characters.</summary>
    public static string Clip(ReadOnlySpan<char> text)
    {
        var kept = text.Length > LongestQuote ? text[..LongestQuote] : text;
        if (kept.Length < text.Length && char.IsHighSurrogate(kept[^1]))
        {
            kept = kept[..^1];
        }

        Span<char> clean = stackalloc char[LongestQuote + 1];
        for (var i = 0; i < kept.Length; i++)
        {
            clean[i] = char.IsControl(kept[i]) ? '\uFFFD' : kept[i];
        }

        if (kept.Length == text.Length)
        {
            return new string(clean[..kept.Length]);
        }

        clean[kept.Length] = '…';
        return new string(clean[..(kept.Length + 1)]);
    }

    private static OperationOutcome At(ReadOnlySpan<byte> utf8, int offset, string what, string? why = null)
    {
        offset = Math.Clamp(offset, 0, utf8.Length);
        var before = utf8[..offset];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        var place = string.Create(CultureInfo.InvariantCulture, $"{what} at line {line}, position {column}");
        return OperationOutcome.Error(IssueCode.Structure, why is null ? place + "." : $"{place}: {why}");
    }

    private static int LineStart(ReadOnlySpan<byte> utf8, long line)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        return start;
    }

    /// <summary>The parser's sentence without its own zero-based place.</summary>
    /// <summary>What the reader found, without its place, which is said by us, and without its advice to programmers.</summary>
    private static string Reason(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).Replace(ReaderAdvice, ".", StringComparison.Ordinal);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        for (var offset = 0; offset < utf8.Length;)
        {
            if (Rune.DecodeFromUtf8(utf8[offset..], out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return offset;
            }

            offset += consumed;
        }

        return utf8.Length;
    }

    /// <summary>Offset of the first <c>\uD800</c> to <c>\uDFFF</c> that is not part of a pair; -1 when there is none.</summary>
    private static int FirstLoneSurrogate(ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        while (true)
        {
            var next = utf8[offset..].IndexOf((byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            offset += next;
            var unit = EscapedUnit(utf8[offset..]);
            if (unit < 0 || !char.IsSurrogate((char)unit))
            {
                // A backslash and what it escapes, which may be another backslash.
                offset = Math.Min(offset + 2, utf8.Length);
                continue;
            }

            var low = char.IsHighSurrogate((char)unit) ? EscapedUnit(utf8[(offset + 6)..]) : -1;
            if (low < 0 || !char.IsLowSurrogate((char)low))
            {
                return offset;
            }

            offset += 12;
        }
    }

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> at the start; -1 when there is none.</summary>
    private static int EscapedUnit(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= 6 && utf8[0] == '\\' && utf8[1] == 'u'
            && ushort.TryParse(utf8.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : -1;

    private static OperationOutcome? DuplicateProperty(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ResourceDocument.MaxDepth });
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    if (!open.Peek().Add(name))
                    {
                        return At(utf8, (int)reader.TokenStartIndex, $"The property '{Clip(name)}' appears twice in one object");
                    }

                    break;
            }
        }

        return null;
    }
}
