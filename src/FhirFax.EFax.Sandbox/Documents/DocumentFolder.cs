using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FhirFax.EFax.Sandbox.Faxes;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>The documents of all faxes, each once, named by its SHA-256.</summary>
internal sealed class DocumentFolder
{
    private const long MaxJoined = 50_000_000;

    private const int MostCounted = 1000;

    private readonly ConcurrentDictionary<string, int?> _pages = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _incoming;

    public DocumentFolder(string statePath)
    {
        _folder = Path.Combine(statePath, "documents");
        _incoming = Path.Combine(_folder, "incoming");
        if (Directory.Exists(_incoming))
        {
            // Left by a kill: nothing points at them.
            Directory.Delete(_incoming, recursive: true);
        }

        Directory.CreateDirectory(_incoming);
    }

    public DocumentUpload Begin() => new(this, Path.Combine(_incoming, Guid.NewGuid().ToString("N")));

    public FileStream Open(StoredDocument document) =>
        new(PathOf(document.Sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true);

    /// <summary>Pages of all documents; null when one does not tell.</summary>
    public int? PagesOf(IEnumerable<StoredDocument> documents)
    {
        var pages = 0;
        foreach (var document in documents)
        {
            if (PagesOf(document) is not { } count)
            {
                return null;
            }

            pages += count;
        }

        return pages;
    }

    /// <summary>Whether these bytes are kept already; those of a machine that lost its power may have come to less.</summary>
    public bool Holds(StoredDocument document) => new FileInfo(PathOf(document.Sha256)) is { Exists: true } file && file.Length == document.Size;

    /// <summary>One document of all, as a fax arrives; null when they are not all PDFs that can be joined.</summary>
    public StoredDocument? Join(IReadOnlyList<StoredDocument> documents)
    {
        if (documents.Count == 1)
        {
            return documents[0];
        }

        if (documents.Sum(static document => document.Size) > MaxJoined
            || PlainPdf.Join([.. documents.Select(document => File.ReadAllText(PathOf(document.Sha256), Encoding.Latin1))]) is not { } joined)
        {
            return null;
        }

        using var upload = Begin();
        upload.Write(Encoding.Latin1.GetBytes(joined));
        return upload.Complete("PDF");
    }

    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            File.Delete(file);
        }

        _pages.Clear();
    }

    private int? PagesOf(StoredDocument document)
    {
        if (_pages.Count > MostCounted)
        {
            _pages.Clear();
        }

        return _pages.GetOrAdd(document.Sha256, static (hash, folder) => PageCount.Of(folder.PathOf(hash)), this);
    }

    internal string PathOf(string sha256) => Path.Combine(_folder, sha256);

    internal static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
