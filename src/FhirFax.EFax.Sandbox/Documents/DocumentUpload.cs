using System.Security.Cryptography;
using FhirFax.EFax.Sandbox.Faxes;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>A document on its way in. Nothing of it stays unless it is completed.</summary>
internal sealed class DocumentUpload : IDisposable
{
    private readonly DocumentFolder _folder;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal DocumentUpload(DocumentFolder folder, string path)
    {
        (_folder, _path) = (folder, path);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    }

    public long Size { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        Size += bytes.Length;
    }

    /// <summary>Makes it durable under its hash.</summary>
    public StoredDocument Complete(string type)
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        var document = new StoredDocument(type, DocumentFolder.Hex(_hash), Size);
        File.Move(_path, _folder.PathOf(document.Sha256), overwrite: true);
        return document;
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        File.Delete(_path);
    }
}
