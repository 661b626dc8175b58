using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace FhirFax.EFax.Json;

/// <summary>
/// Takes the JSON of an image answer in pieces and gives out the bytes of its <c>image</c> member, decoded, without ever holding the document.
/// White space, JSON escapes, missing padding and the alphabet for URLs are allowed in the base64; anything else wrong makes it invalid.
/// </summary>
internal sealed class ImageDecoder
{
    /// <summary>Largest piece for <see cref="Feed"/>.</summary>
    public const int MaxPiece = 1 << 16;

    private const int Quad = 4;
    private const int UnicodeEscape = 5;

    private static readonly SearchValues<byte> SpecialInImage = SearchValues.Create("\"\\ \t\r\n"u8);

    private readonly byte[] _text = new byte[MaxPiece + Quad];
    private readonly byte[] _bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(MaxPiece + Quad)];
    private readonly byte[] _name = new byte[ImageName.Length + 1];
    private readonly char[] _escape = new char[UnicodeEscape];
    private int _textCount;
    private int _bytesCount;
    private int _nameLength;
    private int _escapeLength;
    private int _depth;
    private Place _place = Place.Between;
    private bool _isEscaped;
    private bool _isImageNext;
    private bool _isPadded;
    private bool _hasImage;
    private bool _isEnded;

    private enum Place
    {
        Between,
        InString,
        InImage,
    }

    private static ReadOnlySpan<byte> ImageName => "image"u8;

    /// <summary>Whether what came so far cannot be an image answer.</summary>
    public bool IsInvalid { get; private set; }

    /// <summary>After the last piece: whether the JSON ended and held one whole image.</summary>
    public bool IsComplete => !IsInvalid && _isEnded && _hasImage;

    /// <summary>Takes the next piece; the decoded bytes are valid until the next call.</summary>
    public ReadOnlyMemory<byte> Feed(ReadOnlySpan<byte> piece)
    {
        _bytesCount = 0;
        while (!piece.IsEmpty && !IsInvalid)
        {
            var used = _place switch
            {
                Place.InImage => Image(piece),
                Place.InString => String(piece[0]),
                _ => Between(piece[0]),
            };
            piece = piece[used..];
        }

        DecodeQuads();
        return _bytes.AsMemory(0, IsInvalid ? 0 : _bytesCount);
    }

    private int Between(byte current)
    {
        switch (current)
        {
            case (byte)'"' when _isImageNext:
                IsInvalid |= _hasImage;
                _place = Place.InImage;
                _isImageNext = false;
                break;
            case (byte)'"':
                IsInvalid |= _depth == 0;
                _nameLength = 0;
                _place = Place.InString;
                break;
            case (byte)':':
                _isImageNext = _depth == 1 && _name.AsSpan(0, _nameLength).SequenceEqual(ImageName);
                break;
            case <= (byte)' ':
                break;
            default:
                Structure(current);
                break;
        }

        return 1;
    }

    private void Structure(byte current)
    {
        _isImageNext = false;
        _nameLength = 0;
        IsInvalid |= _isEnded || (_depth == 0 && current != '{');
        _depth += current switch
        {
            (byte)'{' or (byte)'[' => 1,
            (byte)'}' or (byte)']' => -1,
            _ => 0,
        };
        _isEnded = _depth == 0;
    }

    private int String(byte current)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
        }
        else if (current == '"')
        {
            _place = Place.Between;
            return 1;
        }
        else
        {
            _isEscaped = current == '\\';
        }

        if (_nameLength < _name.Length)
        {
            _name[_nameLength++] = current;
        }

        return 1;
    }

    private int Image(ReadOnlySpan<byte> piece)
    {
        if (_isEscaped)
        {
            Escape((char)piece[0]);
            return 1;
        }

        var special = piece.IndexOfAny(SpecialInImage);
        if (special != 0)
        {
            var run = special < 0 ? piece : piece[..special];
            run.CopyTo(_text.AsSpan(_textCount));
            _textCount += run.Length;
            return run.Length;
        }

        if (piece[0] == '"')
        {
            EndImage();
        }

        _isEscaped = piece[0] == '\\';
        return 1;
    }

    private void EndImage()
    {
        // Padding may have been left out.
        while (_textCount % Quad is 2 or 3)
        {
            _text[_textCount++] = (byte)'=';
        }

        IsInvalid |= _textCount % Quad != 0;
        DecodeQuads();
        _hasImage = true;
        _place = Place.Between;
    }

    // "\/" and "\u002B" are what JSON writers make of base64's own characters.
    private void Escape(char c)
    {
        _escape[_escapeLength++] = c;
        if (_escape[0] == 'u' && _escapeLength < UnicodeEscape)
        {
            return;
        }

        var code = _escape[0] switch
        {
            'u' => int.TryParse(_escape.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1,
            'n' or 'r' or 't' => ' ',
            var other => other,
        };
        if (code is < 0 or > 127)
        {
            IsInvalid = true;
        }
        else if (code is not (' ' or '\n' or '\r' or '\t'))
        {
            _text[_textCount++] = (byte)code;
        }

        _escapeLength = 0;
        _isEscaped = false;
    }

    private void DecodeQuads()
    {
        var whole = _textCount - (_textCount % Quad);
        if (whole == 0 || IsInvalid)
        {
            return;
        }

        // Nothing may follow padding.
        IsInvalid |= _isPadded;
        _isPadded = _text[whole - 1] == '=';
        _text.AsSpan(0, whole).Replace((byte)'-', (byte)'+');
        _text.AsSpan(0, whole).Replace((byte)'_', (byte)'/');
        var status = Base64.DecodeFromUtf8(_text.AsSpan(0, whole), _bytes.AsSpan(_bytesCount), out _, out var written);
        IsInvalid |= status != OperationStatus.Done;
        _bytesCount += written;
        _text.AsSpan(whole, _textCount - whole).CopyTo(_text);
        _textCount -= whole;
    }
}
