using System.Buffers;
using System.Buffers.Text;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Collects base64 characters and gives back bytes, four characters at a time. Whitespace is skipped (R4 datatypes.html#base64Binary).</summary>
internal sealed class Base64Accumulator
{
    private const int Capacity = 16 * 1024;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    private readonly byte[] _characters = new byte[Capacity];
    private readonly byte[] _bytes = new byte[Capacity / 4 * 3];
    private int _collected;
    private int _start;
    private int _end;
    private bool _padded;

    /// <summary>True when <see cref="Take"/> must be called before more is added.</summary>
    public bool IsFull => _collected == Capacity || _end > _start;

    public void Add(byte character)
    {
        if (character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            return;
        }

        _characters[_collected++] = character;
        if (_collected == Capacity)
        {
            Decode();
        }
    }

    /// <summary>Adds the base64 characters at the start of the input, as far as there is room; returns how many.</summary>
    public int AddRun(ReadOnlySpan<byte> input)
    {
        var run = input[..Math.Min(input.Length, Capacity - _collected)];
        var end = run.IndexOfAnyExcept(Alphabet);
        if (end >= 0)
        {
            run = run[..end];
        }

        run.CopyTo(_characters.AsSpan(_collected));
        _collected += run.Length;
        if (_collected == Capacity)
        {
            Decode();
        }

        return run.Length;
    }

    /// <exception cref="BinaryDataException">The number of characters is no multiple of four.</exception>
    public void Complete() => Decode(isFinal: true);

    /// <summary>Moves decoded bytes out; 0 when there are none yet.</summary>
    public int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    private void Decode(bool isFinal = false)
    {
        if (_collected == 0)
        {
            return;
        }

        if (_padded
            || Base64.DecodeFromUtf8(_characters.AsSpan(0, _collected), _bytes, out var consumed, out var written) != OperationStatus.Done
            || consumed != _collected)
        {
            throw new BinaryDataException(isFinal
                ? "The data is not base64, or not complete."
                : "The data is not base64.");
        }

        _padded = _characters[_collected - 1] == '=';
        (_start, _end, _collected) = (0, written, 0);
    }
}
