namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Object number to place, in chunks, so that memory follows the objects a file has and not the highest number it names.</summary>
internal sealed class XrefTable(DocumentBudget budget)
{
    private const int ChunkBits = 6;
    private const int ChunkSize = 1 << ChunkBits;

    // Numbers far apart cost a chunk each; a real file has few of those.
    private const int SparseChunks = 16_384;
    private readonly Dictionary<int, XrefEntry[]> _chunks = [];
    private int _count;

    /// <summary>The objects known, free ones too.</summary>
    public int Count => _count;

    public XrefEntry this[int number] =>
        _chunks.TryGetValue(number >> ChunkBits, out var chunk) ? chunk[number & (ChunkSize - 1)] : default;

    /// <summary>Sections are read newest first, so what is known already stays.</summary>
    public void AddOlder(int number, XrefEntry entry)
    {
        budget.Charge();
        ref var place = ref Place(number);
        if (place.Kind == XrefKind.Absent)
        {
            place = entry;
            Grew();
        }
    }

    /// <summary>A scan finds the newest last, so what comes replaces what was known.</summary>
    public void AddNewer(int number, XrefEntry entry)
    {
        budget.Charge();
        ref var place = ref Place(number);
        if (place.Kind == XrefKind.Absent)
        {
            Grew();
        }

        place = entry;
    }

    private ref XrefEntry Place(int number)
    {
        var key = number >> ChunkBits;
        if (!_chunks.TryGetValue(key, out var chunk))
        {
            if (_chunks.Count > SparseChunks + (budget.Limits.Objects / ChunkSize))
            {
                throw DocumentBudget.TooComplex("its objects are numbered too wildly");
            }

            _chunks[key] = chunk = new XrefEntry[ChunkSize];
        }

        return ref chunk[number & (ChunkSize - 1)];
    }

    private void Grew()
    {
        if (++_count > budget.Limits.Objects)
        {
            throw DocumentBudget.TooComplex("it has too many objects");
        }
    }
}
