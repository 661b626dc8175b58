using FhirFax.Fax.Documents;
using FhirFax.Store.Content;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>
/// What looking into the documents sent lately has shown: a letter that goes to many is looked into once. Bytes of one hash are the same bytes, so nothing of it grows old.
/// Bounded; safe for concurrent use.
/// </summary>
internal sealed class InspectionMemory(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ContentHash, DocumentInspection.Usable> _known = [];
    private readonly Queue<ContentHash> _oldestFirst = new();

    /// <summary>Null when it was not looked into, or long ago, or could not be faxed.</summary>
    public DocumentInspection.Usable? Find(ContentHash hash)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault(hash);
        }
    }

    public void Keep(ContentHash hash, DocumentInspection.Usable inspection)
    {
        lock (_gate)
        {
            if (!_known.TryAdd(hash, inspection))
            {
                return;
            }

            _oldestFirst.Enqueue(hash);
            if (_oldestFirst.Count > capacity)
            {
                _known.Remove(_oldestFirst.Dequeue());
            }
        }
    }
}
