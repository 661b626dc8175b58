using System.Buffers;
using System.Text;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>
/// Takes JSON in pieces and parts it in two: the values of <c>document_content</c>, decoded into uploads, and the skeleton that is left, in which
/// each of them is replaced by the index of its upload. It only finds strings; whether the whole is JSON is decided on the skeleton.
/// </summary>
internal sealed class DocumentSplitter(DocumentFolder folder, List<DocumentUpload?> uploads) : IDisposable
{
    private const int MaxSkeleton = 1 << 20;

    private static readonly byte[] Member = Encoding.ASCII.GetBytes("document_content");

    private readonly ArrayBufferWriter<byte> _skeleton = new();
    private readonly ArrayBufferWriter<byte> _lastString = new();
    private Base64Upload? _document;
    private Place _place = Place.Between;
    private bool _isEscaped;
    private bool _isDocumentNext;
    private bool _isTooLong;

    private enum Place
    {
        Between,
        InString,
        InDocument,
    }

    /// <summary>The JSON that is left; null when it is beyond any sensible size or a document was not ended.</summary>
    public ReadOnlyMemory<byte>? Skeleton => _isTooLong || _place != Place.Between ? default(ReadOnlyMemory<byte>?) : _skeleton.WrittenMemory;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isTooLong)
        {
            bytes = _place switch
            {
                Place.InDocument => Document(bytes),
                Place.InString => String(bytes),
                _ => Between(bytes),
            };
        }
    }

    /// <summary>Drops a document that was begun and not ended.</summary>
    public void Dispose() => _document?.Abandon();

    private ReadOnlySpan<byte> Between(ReadOnlySpan<byte> bytes)
    {
        var current = bytes[0];
        if (current == '"' && _isDocumentNext)
        {
            _document = new Base64Upload(folder.Begin());
            Append(Encoding.ASCII.GetBytes(uploads.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            _place = Place.InDocument;
            _isDocumentNext = false;
            return bytes[1..];
        }

        if (current == '"')
        {
            _lastString.ResetWrittenCount();
            _place = Place.InString;
        }
        else if (current == ':')
        {
            _isDocumentNext = _lastString.WrittenSpan.SequenceEqual(Member);
        }
        else if (current > ' ')
        {
            _isDocumentNext = false;
            _lastString.ResetWrittenCount();
        }

        Append(bytes[..1]);
        return bytes[1..];
    }

    private ReadOnlySpan<byte> String(ReadOnlySpan<byte> bytes)
    {
        var current = bytes[0];
        Append(bytes[..1]);
        if (_isEscaped)
        {
            _isEscaped = false;
        }
        else if (current == '"')
        {
            _place = Place.Between;
            return bytes[1..];
        }
        else
        {
            _isEscaped = current == '\\';
        }

        if (_lastString.WrittenCount <= Member.Length)
        {
            _lastString.Write(bytes[..1]);
        }

        return bytes[1..];
    }

    private ReadOnlySpan<byte> Document(ReadOnlySpan<byte> bytes)
    {
        var used = _document!.Feed(bytes, out var isEnd);
        if (isEnd)
        {
            uploads.Add(_document.Finish());
            _document = null;
            _place = Place.Between;
        }

        return bytes[used..];
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= _skeleton.WrittenCount + bytes.Length > MaxSkeleton;
        if (!_isTooLong)
        {
            _skeleton.Write(bytes);
        }
    }
}
