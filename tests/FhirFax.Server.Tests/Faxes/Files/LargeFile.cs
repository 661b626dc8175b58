using System.Net;
using System.Text;

namespace FhirFax.Server.Tests.Faxes.Files;

/// <summary>A multipart body whose one file is long; written while it is sent, never held.</summary>
internal sealed class LargeFile(string name, long size) : HttpContent
{
    private const string Boundary = "large-file";
    private static readonly byte[] Zeros = new byte[64 * 1024];
    private readonly byte[] _head = Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n%PDF-");
    private readonly byte[] _end = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    public LargeFile WithHeaders()
    {
        Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={Boundary}");
        return this;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_head);
        for (var left = size - "%PDF-".Length; left > 0; left -= Zeros.Length)
        {
            await stream.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(left, Zeros.Length)));
        }

        await stream.WriteAsync(_end);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length - "%PDF-".Length + size + _end.Length;
        return true;
    }
}
