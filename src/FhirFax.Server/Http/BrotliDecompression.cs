using System.IO.Compression;
using Microsoft.AspNetCore.RequestDecompression;

namespace FhirFax.Server.Http;

/// <summary>Undoes the coding <c>br</c>. The framework's stream tells of bad content as of a wrong use of it; here it is <see cref="InvalidDataException"/>, as of the other codings.</summary>
internal sealed class BrotliDecompression : IDecompressionProvider
{
    public const string Coding = "br";

    public Stream GetDecompressionStream(Stream stream) => new Decoded(new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true));

    private sealed class Decoded(BrotliStream inner) : ForwardStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidDataException(exception.Message, exception);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
