namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Keeps the object streams used last, up to a few MB: a page tree comes back to the same ones again and again.</summary>
internal sealed class ObjectStreamCache
{
    private const int Capacity = 8;
    private const long MaxSize = 16_000_000;
    private readonly LinkedList<(int Number, ObjectStream Stream)> _recent = [];
    private long _size;

    public ObjectStream? Find(int number)
    {
        for (var node = _recent.First; node is not null; node = node.Next)
        {
            if (node.Value.Number == number)
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
                return node.Value.Stream;
            }
        }

        return null;
    }

    public void Add(int number, ObjectStream stream)
    {
        _recent.AddFirst((number, stream));
        _size += stream.Size;
        while (_recent.Count > Capacity || (_size > MaxSize && _recent.Count > 1))
        {
            _size -= _recent.Last!.Value.Stream.Size;
            _recent.RemoveLast();
        }
    }
}
