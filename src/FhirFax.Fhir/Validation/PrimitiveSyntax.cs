using System.Buffers;
using System.Buffers.Text;
using System.Text;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Validation;

/// <summary>The lexical forms of the R4 primitives (datatypes.html#primitive) over unescaped UTF-8, each in one pass.</summary>
internal static class PrimitiveSyntax
{
    private const int LongestId = 64;
    private const int LongestString = 1024 * 1024;

    private static readonly SearchValues<byte> IdBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n\v\f"u8);

    /// <summary>What a string may not hold: the controls below 32 but tab, line feed and carriage return.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    /// <summary>Whether <paramref name="value"/>, the content of a JSON string or the token of a JSON number, has the form.</summary>
    public static bool IsValid(PrimitiveFormat format, ReadOnlySpan<byte> value) => format switch
    {
        PrimitiveFormat.Base64Binary => value.Length > 0 && Base64.IsValid(value),
        PrimitiveFormat.Canonical or PrimitiveFormat.Uri or PrimitiveFormat.Url => value.Length > 0 && !value.ContainsAny(WhiteSpace) && !value.ContainsAny(Controls),
        PrimitiveFormat.Code => IsCode(value),
        PrimitiveFormat.Date => DateTimeSyntax.IsDate(value),
        PrimitiveFormat.DateTime => DateTimeSyntax.IsDateTime(value),
        PrimitiveFormat.Instant => DateTimeSyntax.IsInstant(value),
        PrimitiveFormat.Time => DateTimeSyntax.IsTime(value),
        PrimitiveFormat.Id => value.Length is > 0 and <= LongestId && !value.ContainsAnyExcept(IdBytes),
        PrimitiveFormat.Integer => IsInteger(value, int.MinValue),
        PrimitiveFormat.UnsignedInt => IsInteger(value, 0),
        PrimitiveFormat.PositiveInt => IsInteger(value, 1),
        PrimitiveFormat.Oid => IsOid(value),
        PrimitiveFormat.Uuid => IsUuid(value),
        PrimitiveFormat.String or PrimitiveFormat.Markdown => IsText(value),
        PrimitiveFormat.Xhtml => IsDiv(value),
        _ => true,
    };

    /// <summary>The form as a sentence's end: <c>… is not</c> this.</summary>
    public static string Describe(PrimitiveFormat format) => format switch
    {
        PrimitiveFormat.Base64Binary => "base64 (A-Z, a-z, 0-9, +, /, padded with =)",
        PrimitiveFormat.Canonical => "a canonical url (not empty, no white space)",
        PrimitiveFormat.Uri => "a uri (not empty, no white space)",
        PrimitiveFormat.Url => "a url (not empty, no white space)",
        PrimitiveFormat.Code => "a code (not empty, no leading, trailing or double white space)",
        PrimitiveFormat.Date => "a date (YYYY, YYYY-MM or YYYY-MM-DD, and a day of the calendar)",
        PrimitiveFormat.DateTime => "a dateTime (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone)",
        PrimitiveFormat.Instant => "an instant (YYYY-MM-DDThh:mm:ss with a time zone)",
        PrimitiveFormat.Time => "a time (hh:mm:ss, without time zone)",
        PrimitiveFormat.Id => "an id (1 to 64 of A-Z, a-z, 0-9, - and .)",
        PrimitiveFormat.Integer => "an integer (a whole number of 32 bits without fraction or exponent)",
        PrimitiveFormat.UnsignedInt => "an unsignedInt (a whole number from 0 to 2147483647)",
        PrimitiveFormat.PositiveInt => "a positiveInt (a whole number from 1 to 2147483647)",
        PrimitiveFormat.Oid => "an oid (urn:oid: and numbers separated by dots)",
        PrimitiveFormat.Uuid => "a uuid (urn:uuid: and 36 lower-case characters)",
        PrimitiveFormat.String => "a string (not empty, at most 1 MB, no control characters)",
        PrimitiveFormat.Markdown => "markdown (not empty, at most 1 MB, no control characters)",
        PrimitiveFormat.Xhtml => "XHTML (one <div> element)",
        _ => "of its type",
    };

    private static bool IsCode(ReadOnlySpan<byte> value)
    {
        // White space before the first character counts as double.
        var afterSpace = true;
        foreach (var b in value)
        {
            var isSpace = b is (byte)' ' or (>= 9 and <= 13);
            if ((isSpace && afterSpace) || (!isSpace && b < 32))
            {
                return false;
            }

            afterSpace = isSpace;
        }

        return !afterSpace;
    }

    /// <summary>The limit counts characters, so bytes alone decide only below it.</summary>
    private static bool IsText(ReadOnlySpan<byte> value) =>
        value.Length > 0
        && (value.Length <= LongestString || Encoding.UTF8.GetCharCount(value) <= LongestString)
        && !value.ContainsAny(Controls);

    private static bool IsInteger(ReadOnlySpan<byte> value, int least) =>
        value.Length > 0
        && (value[0] == '-' ? least < 0 : char.IsAsciiDigit((char)value[0]))
        && Utf8Parser.TryParse(value, out int number, out var consumed)
        && consumed == value.Length
        && number >= least;

    private static bool IsOid(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("urn:oid:"u8) || value.Length < 11 || value[8] is < (byte)'0' or > (byte)'2')
        {
            return false;
        }

        for (var rest = value[9..]; rest.Length > 0;)
        {
            if (rest[0] != '.')
            {
                return false;
            }

            rest = rest[1..];
            var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length : digits;
            if (digits == 0 || (digits > 1 && rest[0] == '0'))
            {
                return false;
            }

            rest = rest[digits..];
        }

        return true;
    }

    private static bool IsUuid(ReadOnlySpan<byte> value)
    {
        if (value.Length != 45 || !value.StartsWith("urn:uuid:"u8))
        {
            return false;
        }

        var uuid = value[9..];
        for (var i = 0; i < uuid.Length; i++)
        {
            var isWellFormed = i is 8 or 13 or 18 or 23
                ? uuid[i] == '-'
                : uuid[i] is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f');
            if (!isWellFormed)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDiv(ReadOnlySpan<byte> value)
    {
        var trimmed = value.Trim(" \t\r\n"u8);
        return trimmed.Length > 6
            && trimmed.StartsWith("<div"u8)
            && trimmed[4] is (byte)'>' or (byte)'/' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'
            && (trimmed[..^1].TrimEnd(" \t\r\n"u8).EndsWith("</div"u8) || trimmed[..^1].EndsWith("/"u8))
            && trimmed[^1] == '>'
            && !trimmed.ContainsAny(Controls);
    }
}
