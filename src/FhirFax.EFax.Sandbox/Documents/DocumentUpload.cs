using System.Buffers;
using System.Security.Cryptography;
using FhirFax.EFax.Sandbox.Faxes;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>A document on its way in: in memory while it is small, then in a file. Nothing of it stays unless it is completed.</summary>
internal sealed class DocumentUpload : IDisposable
{
    private const int MaxBuffered = 256 << 10;

    private readonly DocumentFolder _folder;
    private readonly string _path;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private FileStream? _file;

    internal DocumentUpload(DocumentFolder folder, string path) => (_folder, _path) = (folder, path);

    public long Size { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _buffer.WrittenCount + bytes.Length <= MaxBuffered)
        {
            _buffer.Write(bytes);
        }
        else
        {
            Spill().Write(bytes);
        }

        _hash.AppendData(bytes);
        Size += bytes.Length;
    }

    /// <summary>Keeps it under its hash, so that it survives a kill. What is kept already is not written again.</summary>
    public StoredDocument Complete(string type)
    {
        var document = new StoredDocument(type, DocumentFolder.Hex(_hash), Size);
        if (!_folder.Holds(document))
        {
            Spill().Dispose();
            File.Move(_path, _folder.PathOf(document.Sha256), overwrite: true);
        }

        return document;
    }

    public void Dispose()
    {
        _hash.Dispose();
        if (_file is not null)
        {
            _file.Dispose();
            File.Delete(_path);
        }
    }

    private FileStream Spill()
    {
        if (_file is null)
        {
            _file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            _file.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }

        return _file;
    }
}
