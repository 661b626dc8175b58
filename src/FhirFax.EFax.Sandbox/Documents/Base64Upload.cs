using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>The inside of one JSON string, decoded from base64 into an upload as it comes.</summary>
internal sealed class Base64Upload(DocumentUpload upload)
{
    private const int UnicodeEscapeDigits = 4;

    // A multiple of four, so that full buffers decode without a rest.
    private const int Block = 1 << 16;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\"\\ \t\r\n"u8);

    private readonly byte[] _pending = ArrayPool<byte>.Shared.Rent(Block);
    private readonly StringBuilder _escape = new();
    private int _count;
    private bool _isEscaped;
    private bool _isInvalid;
    private bool _isPadded;

    /// <returns>How many bytes were used; the closing quotation mark is one of them.</returns>
    public int Feed(ReadOnlySpan<byte> bytes, out bool isEnd)
    {
        isEnd = false;
        var used = 0;
        while (used < bytes.Length)
        {
            var rest = bytes[used..];
            if (_isEscaped)
            {
                Escape((char)rest[0]);
                used++;
                continue;
            }

            var special = rest.IndexOfAny(Special);
            Append(special < 0 ? rest : rest[..special]);
            if (special < 0)
            {
                return bytes.Length;
            }

            used += special + 1;
            if (rest[special] == '"')
            {
                isEnd = true;
                return used;
            }

            _isEscaped = rest[special] == '\\';
        }

        return used;
    }

    /// <summary>The upload; null (and nothing kept) when the text was no base64.</summary>
    public DocumentUpload? Finish()
    {
        Decode();
        ArrayPool<byte>.Shared.Return(_pending);
        if (!_isInvalid && !_isEscaped)
        {
            return upload;
        }

        upload.Dispose();
        return null;
    }

    public void Abandon()
    {
        ArrayPool<byte>.Shared.Return(_pending);
        upload.Dispose();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var fitting = Math.Min(bytes.Length, Block - _count);
            bytes[..fitting].CopyTo(_pending.AsSpan(_count));
            _count += fitting;
            bytes = bytes[fitting..];
            if (_count == Block)
            {
                Decode();
            }
        }
    }

    private void Decode()
    {
        // Nothing may follow padding, and only the last piece may be padded.
        _isInvalid |= _count > 0 && _isPadded;
        if (!_isInvalid && _count > 0)
        {
            _isPadded = _pending[_count - 1] == '=';
            _isInvalid = Base64.DecodeFromUtf8InPlace(_pending.AsSpan(0, _count), out var written) != OperationStatus.Done;
            if (!_isInvalid)
            {
                upload.Write(_pending.AsSpan(0, written));
            }
        }

        _count = 0;
    }

    // "\/" and "\u002B" are what JSON writers make of base64's own characters.
    private void Escape(char c)
    {
        _escape.Append(c);
        if (_escape[0] == 'u' && _escape.Length <= UnicodeEscapeDigits)
        {
            return;
        }

        var text = _escape.ToString();
        var code = text[0] switch
        {
            'u' => int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1,
            '/' => '/',
            'n' or 'r' or 't' => ' ',
            _ => -1,
        };
        if (code is < 0 or > 127)
        {
            _isInvalid = true;
        }
        else if (code is not (' ' or '\n' or '\r' or '\t'))
        {
            Append([(byte)code]);
        }

        _escape.Clear();
        _isEscaped = false;
    }
}
