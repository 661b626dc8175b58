using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>
/// Reads a Binary in JSON as the bytes that its <c>data</c> encodes, so that a large document is never held in memory. What is around the data is kept in
/// <see cref="Rest"/>, complete when the stream has ended.
/// </summary>
internal sealed class BinaryDataStream(Stream json, long restLimit) : ForwardStream
{
    private const int InputSize = 32 * 1024;

    private readonly byte[] _input = new byte[InputSize];
    private readonly BinaryJsonScanner _scanner = new(restLimit);
    private readonly Base64Accumulator _base64 = new();
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The JSON with a placeholder in place of the data.</summary>
    public ReadOnlyMemory<byte> Rest => _scanner.Rest;

    public bool HasData => _scanner.HasData;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            var decoded = _base64.Take(buffer.Span);
            if (decoded > 0 || _ended)
            {
                return decoded;
            }

            if (_start == _end)
            {
                (_start, _end) = (0, await json.ReadAsync(_input, cancellationToken));
                if (_end == 0)
                {
                    _ended = true;
                    _base64.Complete();
                    continue;
                }
            }

            _start += _scanner.Scan(_input.AsSpan(_start, _end - _start), _base64);
        }
    }
}
