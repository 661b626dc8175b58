namespace FhirFax.Fax.Documents.Images;

/// <summary>Reads an image from front to back in blocks; what is not there is a refusal, never an exception of another kind.</summary>
internal sealed class SequentialBytes(Stream stream, long length, DocumentBudget budget)
{
    private readonly byte[] _buffer = new byte[32_768];
    private long _bufferStart;
    private int _filled;
    private int _next;

    /// <summary>The offset of the byte that is read next.</summary>
    public long Position => _bufferStart + _next;

    public void Seek(long position)
    {
        _bufferStart = position;
        _filled = 0;
        _next = 0;
    }

    /// <summary>The next byte, or -1 at the end.</summary>
    public int ReadByte() => _next < _filled || Fill() ? _buffer[_next++] : -1;

    /// <summary>Some bytes of what comes next, at least one, or none at the end.</summary>
    public ReadOnlySpan<byte> ReadSome(int most)
    {
        if (_next == _filled && !Fill())
        {
            return [];
        }

        var some = _buffer.AsSpan(_next, Math.Min(most, _filled - _next));
        _next += some.Length;
        return some;
    }

    public void ReadExactly(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var some = ReadSome(buffer.Length);
            if (some.IsEmpty)
            {
                throw CutShort();
            }

            some.CopyTo(buffer);
            buffer = buffer[some.Length..];
        }
    }

    /// <summary>Moves just past the next <paramref name="value"/>; false when there is none.</summary>
    public bool SkipPast(byte value)
    {
        while (_next < _filled || Fill())
        {
            var found = _buffer.AsSpan(_next, _filled - _next).IndexOf(value);
            if (found >= 0)
            {
                _next += found + 1;
                return true;
            }

            _next = _filled;
        }

        return false;
    }

    public static DocumentException CutShort() =>
        new(DocumentRefusal.Damaged, "The image is incomplete: its end is missing; upload the whole file again.");

    private bool Fill()
    {
        _bufferStart += _next;
        _next = 0;
        _filled = 0;
        var wanted = (int)Math.Min(_buffer.Length, length - _bufferStart);
        if (wanted <= 0)
        {
            return false;
        }

        budget.Charge(wanted / 16);
        stream.Position = _bufferStart;
        _filled = stream.Read(_buffer, 0, wanted);
        return _filled > 0;
    }
}
