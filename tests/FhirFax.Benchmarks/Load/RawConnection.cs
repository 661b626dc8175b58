using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FhirFax.Benchmarks.Load;

/// <summary>One HTTP/1.1 connection that costs as little as possible, so that the figures are the server's. It reads answers with a Content-Length only.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[1 << 16];

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port);
        return connection;
    }

    /// <summary>Sends a request and reads the answer to its end.</summary>
    /// <param name="keepBody">The answer's body is wanted; else it is read and dropped.</param>
    public async Task<RawAnswer> SendAsync(ReadOnlyMemory<byte> request, bool keepBody = false)
    {
        using var limit = new CancellationTokenSource(Limit);
        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request[sent..], limit.Token);
        }

        var length = 0;
        int end;
        while ((end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            length += await ReceiveAsync(_buffer.AsMemory(length), limit.Token);
        }

        var head = _buffer.AsMemory(0, end);
        var status = (_buffer[9] - '0') * 100 + ((_buffer[10] - '0') * 10) + (_buffer[11] - '0');
        var contentLength = ContentLength(head.Span);
        var received = length - end - 4;
        if (!keepBody)
        {
            await DropAsync(contentLength - received, limit.Token);
            return new RawAnswer(status, contentLength, "");
        }

        var body = new byte[contentLength];
        _buffer.AsSpan(end + 4, received).CopyTo(body);
        while (received < contentLength)
        {
            received += await ReceiveAsync(body.AsMemory(received), limit.Token);
        }

        return new RawAnswer(status, contentLength, Encoding.UTF8.GetString(body));
    }

    public void Dispose() => _socket.Dispose();

    private async Task DropAsync(long rest, CancellationToken cancellationToken)
    {
        while (rest > 0)
        {
            rest -= await ReceiveAsync(_buffer.AsMemory(0, (int)Math.Min(rest, _buffer.Length)), cancellationToken);
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        var count = await _socket.ReceiveAsync(into, cancellationToken);
        return count > 0 ? count : throw new IOException("The server closed the connection.");
    }

    private static long ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return 0;
        }

        var digits = head[(at + 16)..];
        var end = digits.IndexOf((byte)'\r');
        return long.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
    }
}
