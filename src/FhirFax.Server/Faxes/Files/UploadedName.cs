using System.Globalization;
using System.Text;
using FhirFax.Fax.Lifecycle.Files;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Faxes.Files;

/// <summary>What the uploader calls a file, in any of the forms that clients write: quoted, encoded (RFC 5987, RFC 2047) and in pieces (RFC 2231).</summary>
internal static class UploadedName
{
    private const int MostPieces = 50;

    /// <summary>Without directory parts and without what cannot be seen; cut before its extension when it is too long. Null when no name is left, so the part is no file.</summary>
    public static string? Of(ContentDispositionHeaderValue disposition)
    {
        var name = Extended(disposition) ?? Pieces(disposition) ?? Plain(disposition);
        return name is null ? null : Sanitise(name);
    }

    private static string? Extended(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.Value;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>RFC 2231 section 3: <c>filename*0</c>, <c>filename*1*</c> and so on; a name ending in <c>*</c> is percent-encoded, the first of these says in what.</summary>
    private static string? Pieces(ContentDispositionHeaderValue disposition)
    {
        var bytes = new List<byte>();
        var encoding = Encoding.UTF8;
        var piece = 0;
        for (; piece < MostPieces; piece++)
        {
            if (Parameter(disposition, $"filename*{piece}") is { } plain)
            {
                bytes.AddRange(encoding.GetBytes(Unquote(plain)));
            }
            else if (Parameter(disposition, $"filename*{piece}*") is { } encoded)
            {
                bytes.AddRange(Decode(piece == 0 ? AfterCharset(encoded, ref encoding) : encoded));
            }
            else
            {
                break;
            }
        }

        return piece == 0 ? null : encoding.GetString([.. bytes]);
    }

    private static string AfterCharset(string text, ref Encoding encoding)
    {
        var parts = text.Split('\'', 3);
        if (parts.Length < 3)
        {
            return text;
        }

        encoding = parts[0].Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase) ? Encoding.Latin1 : Encoding.UTF8;
        return parts[2];
    }

    private static List<byte> Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([text[i]]));
            }
        }

        return bytes;
    }

    private static string? Parameter(ContentDispositionHeaderValue disposition, string name)
    {
        foreach (var parameter in disposition.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.Value.Value;
            }
        }

        return null;
    }

    private static string? Plain(ContentDispositionHeaderValue disposition)
    {
        if (Parameter(disposition, "filename") is not { } text)
        {
            return null;
        }

        var name = Unquote(text);
        return name.StartsWith("=?", StringComparison.Ordinal) ? disposition.FileName.Value : name;
    }

    /// <summary>Only what must be escaped is unescaped: some clients send a whole path of Windows as it is.</summary>
    private static string Unquote(string text) => text is ['"', .. var inner, '"']
        ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal)
        : text;

    private static string? Sanitise(string name)
    {
        var file = name.AsSpan(name.LastIndexOfAny(['/', '\\']) + 1);
        var kept = new StringBuilder(file.Length);
        foreach (var rune in file.EnumerateRunes())
        {
            if (!IsInvisible(rune))
            {
                kept.Append(rune.ToString());
            }
        }

        var text = kept.ToString().Trim();
        return text.Length == 0 ? null : Shorten(text);
    }

    /// <summary>Controls, and what turns the direction of writing: it makes one extension look like another.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Shorten(string name)
    {
        if (name.Length <= FaxFileLimits.LongestName)
        {
            return name;
        }

        var extension = Path.GetExtension(name);
        extension = extension.Length > FaxFileLimits.LongestName / 2 ? "" : extension;
        var length = FaxFileLimits.LongestName - extension.Length;
        return name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)] + extension;
    }
}
