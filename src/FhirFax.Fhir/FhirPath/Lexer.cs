using System.Globalization;
using System.Text;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, lexical elements.</summary>
internal sealed class Lexer(string text)
{
    private int _at;

    public Token Next()
    {
        SkipSpaceAndComments();
        if (_at >= text.Length)
        {
            return new Token(TokenKind.End, "", text.Length);
        }

        var start = _at;
        return text[_at] switch
        {
            '\'' => new Token(TokenKind.String, Quoted('\''), start),
            '"' => new Token(TokenKind.String, Quoted('"'), start),
            '`' => new Token(TokenKind.DelimitedIdentifier, Quoted('`'), start),
            '@' => Temporal(),
            '$' => Variable(),
            >= '0' and <= '9' => Number(),
            var c when IsIdentifierStart(c) => Word(TokenKind.Identifier, start),
            _ => Symbol(),
        };
    }

    private static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void SkipSpaceAndComments()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
            else if (Follows("//"))
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end + 1;
            }
            else if (Follows("/*"))
            {
                var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? throw new FhirPathException("Unclosed comment", _at) : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool Follows(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    private Token Word(TokenKind kind, int start)
    {
        while (_at < text.Length && IsIdentifierPart(text[_at]))
        {
            _at++;
        }

        return new Token(kind, text[start.._at], start);
    }

    private Token Variable()
    {
        var start = _at++;
        var word = Word(TokenKind.Variable, start);
        return word.Text is "$this" or "$index" or "$total"
            ? word
            : throw new FhirPathException($"Unknown variable '{word.Text}'", start);
    }

    private Token Number()
    {
        var start = _at;
        SkipDigits();
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            SkipDigits();
        }

        return new Token(TokenKind.Number, text[start.._at], start);
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }
    }

    private Token Temporal()
    {
        var start = _at++;
        var isTime = _at < text.Length && text[_at] == 'T';
        var hasTime = false;
        while (_at < text.Length && IsTemporalPart(text[_at]))
        {
            hasTime |= text[_at] == 'T';
            _at++;
        }

        var value = text[(start + 1).._at];
        var kind = isTime ? TokenKind.Time : hasTime ? TokenKind.DateTime : TokenKind.Date;
        return new Token(kind, isTime ? value[1..] : value, start);

        bool IsTemporalPart(char c) =>
            char.IsAsciiDigit(c)
            || c is 'T' or ':' or 'Z'
            || (c == '-' && NextIsDigit())
            || (c == '+' && hasTime && NextIsDigit())
            || (c == '.' && hasTime && NextIsDigit());

        bool NextIsDigit() => _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]);
    }

    private Token Symbol()
    {
        var start = _at;
        if (_at + 1 < text.Length && text.AsSpan(_at, 2) is "<=" or ">=" or "!=" or "!~")
        {
            _at += 2;
            return new Token(TokenKind.Symbol, text[start.._at], start);
        }

        if (!".[]()+-*/&|<>=~,%{}".Contains(text[_at], StringComparison.Ordinal))
        {
            throw new FhirPathException($"Unexpected character '{text[_at]}'", _at);
        }

        _at++;
        return new Token(TokenKind.Symbol, text[start.._at], start);
    }

    private string Quoted(char quote)
    {
        var start = _at++;
        var plainEnd = text.AsSpan(_at).IndexOfAny(quote, '\\');
        if (plainEnd >= 0 && text[_at + plainEnd] == quote)
        {
            var plain = text.Substring(_at, plainEnd);
            _at += plainEnd + 1;
            return plain;
        }

        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == quote)
            {
                return value.ToString();
            }

            value.Append(c == '\\' ? Escape() : c);
        }

        throw new FhirPathException("Unclosed string", start);
    }

    private char Escape()
    {
        var at = _at;
        if (at >= text.Length)
        {
            throw new FhirPathException("Unclosed string", at);
        }

        var c = text[_at++];
        return c switch
        {
            '\'' or '"' or '`' or '\\' or '/' => c,
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            'f' => '\f',
            'u' => UnicodeEscape(at),
            _ => throw new FhirPathException($"Unknown escape '\\{c}'", at),
        };
    }

    private char UnicodeEscape(int at)
    {
        if (_at + 4 <= text.Length
            && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }

        throw new FhirPathException("An escape \\u needs four hexadecimal digits", at);
    }
}
