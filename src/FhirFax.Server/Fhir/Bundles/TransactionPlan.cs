using FhirFax.Fhir.Definitions;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>The entries of a transaction and what they call each other.</summary>
internal sealed class TransactionPlan : IDisposable
{
    private readonly Dictionary<string, TransactionEntry> _byFullUrl = new(StringComparer.Ordinal);

    public List<TransactionEntry> Entries { get; } = [];

    /// <summary>False when another entry bears the url already.</summary>
    public bool TryName(string fullUrl, TransactionEntry entry) => _byFullUrl.TryAdd(fullUrl, entry);

    /// <summary>The entry that a text in another leads to; null when it leads elsewhere (R4 bundle.html#references).</summary>
    public TransactionEntry? Find(ReferencedText target, TransactionEntry from)
    {
        if (_byFullUrl.TryGetValue(target.Text, out var entry))
        {
            return entry;
        }

        // A relative reference is relative to where its own resource comes from.
        return target.IsReference && RootOf(from) is { } root ? _byFullUrl.GetValueOrDefault(root + target.Text) : null;
    }

    /// <summary>The type and the criteria of a reference such as <c>Patient?identifier=1</c>; null for any other.</summary>
    public static (string Type, string Query)? ConditionalReference(ReferencedText target)
    {
        var mark = target.Text.IndexOf('?', StringComparison.Ordinal);
        return target.IsReference && mark > 0 && R4Definitions.Current.IsResourceType(target.Text.AsSpan(0, mark))
            ? (target.Text[..mark], target.Text[(mark + 1)..])
            : null;
    }

    public void Dispose()
    {
        foreach (var entry in Entries)
        {
            entry.Dispose();
        }
    }

    /// <summary><c>http://example.org/fhir/</c> of <c>http://example.org/fhir/Patient/1</c>.</summary>
    private static string? RootOf(TransactionEntry entry)
    {
        if (entry.Source.FullUrl is not { } url || !url.StartsWith("http", StringComparison.Ordinal))
        {
            return null;
        }

        var id = url.LastIndexOf('/');
        var type = id > 0 ? url.LastIndexOf('/', id - 1) : -1;
        return type > 0 && url.AsSpan(type + 1, id - type - 1).SequenceEqual(entry.Type) ? url[..(type + 1)] : null;
    }
}
