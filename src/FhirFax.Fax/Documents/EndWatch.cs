namespace FhirFax.Fax.Documents;

/// <summary>
/// Notices when its reader wants more than there is. <see cref="System.IO.Compression.ZLibStream"/> ends quietly on truncated data,
/// but a complete zlib stream never makes it ask again.
/// </summary>
internal sealed class EndWatch(Stream inner) : ReadOnlyStream
{
    private bool _hasFailed;

    public bool WantedMore { get; private set; }

    /// <summary>
    /// Whether <paramref name="exception"/> means that the packed data is wrong. Some faults of the data reach us from zlib as an
    /// <see cref="IOException"/>, which must not be taken for one of the stream beneath, nor the other way round.
    /// </summary>
    public bool IsDataFault(Exception exception) => exception is InvalidDataException || (exception is IOException && !_hasFailed);

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var read = inner.Read(buffer);
            WantedMore |= read == 0 && buffer.Length > 0;
            return read;
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }
}
