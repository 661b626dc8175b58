using System.Buffers;

namespace FhirFax.Server.Fhir.Results;

/// <summary>
/// Memory for the bodies of one page, lent by whoever answers with the page and given back when the page is written: until then and no longer may anybody look at them.
/// </summary>
internal sealed class PooledBodies : IDisposable
{
    /// <summary>Longer bodies have memory of their own.</summary>
    private const int LargestShared = 8 * 1024;
    private const int LargestArray = 64 * 1024;
    private readonly List<byte[]> _lent = [];
    private int _used;

    public Memory<byte> Lend(int size)
    {
        if (size > LargestShared)
        {
            return new byte[size];
        }

        if (_lent.Count == 0 || _lent[^1].Length - _used < size)
        {
            // Of what there is to come nothing is known: each array is four times as long as the one before it.
            _lent.Add(ArrayPool<byte>.Shared.Rent(_lent.Count == 0 ? size : Math.Min(Math.Max(size, 4 * _lent[^1].Length), LargestArray)));
            _used = 0;
        }

        var place = _lent[^1].AsMemory(_used, size);
        _used += size;
        return place;
    }

    public void Dispose()
    {
        foreach (var array in _lent)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _lent.Clear();
    }
}
