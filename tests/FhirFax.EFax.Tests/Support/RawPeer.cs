using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FhirFax.EFax.Tests.Support;

/// <summary>A peer of bare TCP that can do what no HTTP server would: it hands out a token, and then does with each connection what it is told.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private const string Token = """HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"access_token":"abc"}""";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<NetworkStream, string, Task> _onSubmission;
    private readonly Task _accepting;
    private int _connections;
    private int _submissions;

    public RawPeer(Func<NetworkStream, string, Task> onSubmission)
    {
        _onSubmission = onSubmission;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string BaseUrl => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests to <c>/faxes</c> whose head arrived.</summary>
    public int Submissions => Volatile.Read(ref _submissions);

    public static ValueTask WriteAsync(NetworkStream stream, string text) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text.Replace("\\r\\n", "\r\n", StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await HeadAsync(stream) is { Length: > 0 } head)
                {
                    if (head.StartsWith("POST /faxes", StringComparison.Ordinal))
                    {
                        Interlocked.Increment(ref _submissions);
                        await _onSubmission(stream, head);
                        return;
                    }

                    await BodyAsync(stream, head);
                    await WriteAsync(stream, Token);
                }
            }
            catch (Exception problem) when (problem is IOException or OperationCanceledException)
            {
                // The other side went away.
            }
        }
    }

    /// <summary>Reads as much body as the head announces.</summary>
    public static async Task BodyAsync(NetworkStream stream, string head)
    {
        var line = head.Split("\r\n").FirstOrDefault(static part => part.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[line is null ? 0 : int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _end.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
