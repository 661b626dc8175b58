namespace FhirFax.Fhir.Search;

/// <summary>Gathers distinct entries up to a limit.</summary>
internal sealed class IndexEntries(int limit)
{
    private readonly HashSet<IndexEntry> _entries = [];
    private string? _latest;

    /// <summary>True once an entry had no more room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether the last entry of the parameters themselves, derived ones apart, was of this one.</summary>
    public bool EndsWith(string parameter) => _latest == parameter;

    public void Add(IndexEntry entry)
    {
        if (!entry.Parameter.Contains(':', StringComparison.Ordinal))
        {
            _latest = entry.Parameter;
        }

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
