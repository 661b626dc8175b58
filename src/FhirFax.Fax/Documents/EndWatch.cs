namespace FhirFax.Fax.Documents;

/// <summary>
/// Notices when its reader wants more than there is. <see cref="System.IO.Compression.ZLibStream"/> ends quietly on truncated data,
/// but a complete zlib stream never makes it ask again.
/// </summary>
internal sealed class EndWatch(Stream inner) : ReadOnlyStream
{
    public bool WantedMore { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        WantedMore |= read == 0 && buffer.Length > 0;
        return read;
    }
}
