using FhirFax.Fax.Documents;

namespace FhirFax.Server.Http;

/// <summary>A stream that is only read, forwards and asynchronously, as the body of a request is. What it gives is for the one <c>ReadAsync</c> over memory to say.</summary>
internal abstract class ForwardStream : ReadOnlyStream
{
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(Span<byte> buffer) => throw new NotSupportedException("Bodies are read without blocking.");
}
