using System.Buffers;

namespace FhirFax.Server.Fhir.Results;

/// <summary>Where an answer is put together. Its memory is lent, and goes back with <see cref="Dispose"/>: whoever was given some of it must be done with it by then.</summary>
/// <param name="capacity">What is expected; more is lent when it is needed.</param>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _lent = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 1));
    private int _written;

    public ReadOnlyMemory<byte> Written => _lent.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _lent.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _lent.AsSpan(_written);
    }

    /// <summary>Adds bytes; what most of an answer is made by, and so without the way over the interface.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_lent.AsSpan(_written));
        _written += bytes.Length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_lent);
        _lent = [];
        _written = 0;
    }

    private void Reserve(int size)
    {
        if (_lent.Length - _written >= Math.Max(size, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_written + size, 2 * _lent.Length)));
        _lent.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_lent);
        _lent = larger;
    }
}
