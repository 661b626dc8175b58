using System.Buffers;
using System.Globalization;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Tells the value of the top-level <c>data</c> member apart from the rest of a JSON object while the bytes pass by. It does not judge the JSON: the rest is parsed afterwards.</summary>
/// <param name="restLimit">Most bytes outside of the data.</param>
internal sealed class BinaryJsonScanner(long restLimit)
{
    private readonly ArrayBufferWriter<byte> _rest = new(512);
    private readonly byte[] _name = new byte[4];
    private readonly byte[] _unicode = new byte[4];
    private State _state = State.Outside;
    private int _depth;
    private int _nameLength;
    private int _unicodeLength;
    private bool _mayBeName;
    private bool _isData;

    private enum State
    {
        Outside,
        InString,
        InStringEscape,
        InData,
        InDataEscape,
        InDataUnicode,
    }

    public bool HasData { get; private set; }

    public ReadOnlyMemory<byte> Rest => _rest.WrittenMemory;

    /// <summary>Goes through the bytes until they end or the decoder is full; returns how many were used.</summary>
    /// <exception cref="BinaryDataException">The rest is too large, or the data holds what base64 cannot.</exception>
    public int Scan(ReadOnlySpan<byte> input, Base64Accumulator data)
    {
        var used = 0;
        while (used < input.Length && !data.IsFull)
        {
            // Nearly all of a large document is plain base64: taken in runs, not a byte at a time.
            if (_state == State.InData && data.AddRun(input[used..]) is > 0 and var run)
            {
                used += run;
            }
            else
            {
                Step(input[used++], data);
            }
        }

        return used;
    }

    private void Step(byte value, Base64Accumulator data)
    {
        switch (_state)
        {
            case State.Outside:
                Keep(value);
                StepOutside(value);
                break;
            case State.InString:
                Keep(value);
                StepInString(value);
                break;
            case State.InStringEscape:
                Keep(value);
                _state = State.InString;
                break;
            case State.InData when value == '"':
                Keep(value);
                _state = State.Outside;
                break;
            case State.InData when value == '\\':
                _state = State.InDataEscape;
                break;
            case State.InData:
                data.Add(value);
                break;
            case State.InDataEscape:
                StepInDataEscape(value, data);
                break;
            default:
                StepInUnicode(value, data);
                break;
        }
    }

    private void StepOutside(byte value)
    {
        switch (value)
        {
            case (byte)'{' or (byte)'[':
                _depth++;
                _mayBeName = _depth == 1 && value == '{';
                _isData = false;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                break;
            case (byte)',':
                _mayBeName = _depth == 1;
                _isData = false;
                break;
            case (byte)'"' when _isData && _depth == 1 && !HasData:
                HasData = true;
                _isData = false;
                _state = State.InData;
                // Parses and validates as base64 in place of the real data; removed before anything is stored.
                foreach (var character in "AAAA"u8)
                {
                    Keep(character);
                }

                break;
            case (byte)'"':
                _nameLength = 0;
                _state = State.InString;
                break;
        }
    }

    private void StepInString(byte value)
    {
        if (value == '\\')
        {
            _nameLength = int.MaxValue;
            _state = State.InStringEscape;
        }
        else if (value == '"')
        {
            _state = State.Outside;
            _isData = _mayBeName && _nameLength == 4 && _name.AsSpan().SequenceEqual("data"u8);
            _mayBeName = false;
        }
        else if (_nameLength < 4)
        {
            _name[_nameLength++] = value;
        }
        else
        {
            _nameLength = int.MaxValue;
        }
    }

    private void StepInDataEscape(byte value, Base64Accumulator data)
    {
        _state = State.InData;
        switch (value)
        {
            case (byte)'/':
                data.Add(value);
                break;
            case (byte)'n' or (byte)'r' or (byte)'t':
                break;
            case (byte)'u':
                _unicodeLength = 0;
                _state = State.InDataUnicode;
                break;
            default:
                throw new BinaryDataException("The data is not base64.");
        }
    }

    private void StepInUnicode(byte value, Base64Accumulator data)
    {
        _unicode[_unicodeLength++] = value;
        if (_unicodeLength < _unicode.Length)
        {
            return;
        }

        if (!ushort.TryParse(_unicode, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) || unit > 127)
        {
            throw new BinaryDataException("The data is not base64.");
        }

        data.Add((byte)unit);
        _state = State.InData;
    }

    private void Keep(byte value)
    {
        if (_rest.WrittenCount >= restLimit)
        {
            throw new BinaryDataException("The content around the data is too large.", isTooLarge: true);
        }

        _rest.GetSpan(1)[0] = value;
        _rest.Advance(1);
    }
}
