using System.Globalization;
using System.Text;

namespace FhirFax.Benchmarks.Load;

/// <summary>Writes requests as the bytes that go over the wire.</summary>
internal sealed class Requests(Uri server, string? token)
{
    public byte[] Get(string path) => Write("GET", path, null, default);

    public byte[] Send(string method, string path, ReadOnlySpan<byte> body, string contentType = "application/fhir+json") => Write(method, path, contentType, body);

    public byte[] Send(string method, string path, string body) => Send(method, path, Encoding.UTF8.GetBytes(body));

    private byte[] Write(string method, string path, string? contentType, ReadOnlySpan<byte> body)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\n");
        if (token is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        }

        if (contentType is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\nContent-Length: {body.Length}\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
