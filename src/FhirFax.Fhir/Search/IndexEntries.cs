namespace FhirFax.Fhir.Search;

/// <summary>Gathers distinct entries up to a limit.</summary>
internal sealed class IndexEntries(int limit)
{
    private readonly HashSet<IndexEntry> _entries = [];

    /// <summary>True once an entry had no more room.</summary>
    public bool IsFull { get; private set; }

    public void Add(IndexEntry entry)
    {
        if (_entries.Count < limit)
        {
            _entries.Add(entry);
        }
        else
        {
            IsFull |= !_entries.Contains(entry);
        }
    }

    /// <summary>In the order they were found.</summary>
    public IReadOnlyList<IndexEntry> ToList() => [.. _entries];
}
