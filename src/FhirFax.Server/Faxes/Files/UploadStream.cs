using FhirFax.Server.Http;

namespace FhirFax.Server.Faxes.Files;

/// <summary>Counts what is read, and can give the first bytes before they are read.</summary>
internal sealed class UploadStream(Stream inner) : ForwardStream
{
    private ReadOnlyMemory<byte> _ahead;

    /// <summary>Bytes taken from the inner stream.</summary>
    public long Taken { get; private set; }

    /// <summary>The first <paramref name="count"/> bytes, or all when there are fewer; they are read again afterwards. Called once, before anything is read.</summary>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        var head = new byte[count];
        var read = await inner.ReadAtLeastAsync(head, count, throwOnEndOfStream: false, cancellationToken);
        Taken += read;
        _ahead = head.AsMemory(0, read);
        return _ahead;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ahead.Length > 0)
        {
            var length = Math.Min(_ahead.Length, buffer.Length);
            _ahead[..length].CopyTo(buffer);
            _ahead = _ahead[length..];
            return length;
        }

        var read = await inner.ReadAsync(buffer, cancellationToken);
        Taken += read;
        return read;
    }
}
