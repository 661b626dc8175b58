using System.IO.Compression;

namespace FhirFax.Fax.Documents.Word;

/// <summary>
/// A file of an archive, unpacked while it is read. Its end is reached only when it is as long as the directory states; every byte is charged, and one that unpacks to more
/// than its ratio allows is refused as soon as it does. Takes the archive's position for itself.
/// </summary>
internal sealed class ZipEntryStream : ReadOnlyStream
{
    private const long FreeBytes = 10_000_000;
    private readonly ZipEntry _entry;
    private readonly DocumentBudget _budget;
    private readonly EndWatch _packed;
    private readonly Stream _unpacked;
    private readonly long _most;
    private long _read;

    public ZipEntryStream(Stream archive, ZipEntry entry, DocumentBudget budget)
    {
        (_entry, _budget) = (entry, budget);
        _most = FreeBytes + (entry.PackedSize * budget.Limits.ArchiveRatio);
        _packed = new EndWatch(new Section(archive, entry.DataOffset, entry.PackedSize));
        _unpacked = entry.Method == 0 ? _packed : new DeflateStream(_packed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _unpacked.Read(buffer);
        }
        catch (Exception exception) when (_packed.IsDataFault(exception))
        {
            throw ZipDirectory.Damaged();
        }

        _read += read;
        _budget.ChargeUnpacked(read);
        if (_read > _most)
        {
            throw DocumentBudget.TooComplex("a part of it unpacks to far too much data");
        }

        return _read > _entry.Size || (read == 0 && buffer.Length > 0 && _read < _entry.Size) ? throw ZipDirectory.Damaged() : read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A stretch of the archive.</summary>
    private sealed class Section(Stream archive, long start, long length) : ReadOnlyStream
    {
        private long _position;

        public override int Read(Span<byte> buffer)
        {
            archive.Position = start + _position;
            var read = archive.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
            _position += read;
            return read;
        }
    }
}
