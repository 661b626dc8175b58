using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Binary;

/// <summary>Memory is measured, with nothing running beside it.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeBinaryTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_large_document_is_streamed_both_ways()
    {
        using var api = server.Api();
        const int Size = 40_000_000;
        using var content = new StreamContent(new Zeros(Size));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var uploaded = await api.Http.PostAsync(new Uri($"{server.FhirUrl}/Binary"), content);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var downloaded = await api.Http.GetAsync(uploaded.Headers.Location, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await downloaded.Content.ReadAsStreamAsync();
        var buffer = new byte[65536];
        var total = 0L;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; total += read)
        {
        }

        total.ShouldBe(Size);
        // Client and server together, in one process: far less than one copy of the document.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Size / 2);
    }

    private sealed class Zeros(long size) : Stream
    {
        private long _left = size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(_left, count);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
