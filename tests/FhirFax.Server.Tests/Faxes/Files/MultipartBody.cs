using System.Text;

namespace FhirFax.Server.Tests.Faxes.Files;

/// <summary>Writes <c>multipart/form-data</c> byte by byte, also such as no client should.</summary>
internal sealed class MultipartBody
{
    public const string Boundary = "x-boundary-x";
    private readonly MemoryStream _bytes = new();

    public static string ContentType => $"multipart/form-data; boundary={Boundary}";

    public MultipartBody File(string name, byte[] content, string part = "files") => Part($"form-data; name=\"{part}\"; filename=\"{name}\"", content);

    public MultipartBody Part(string? disposition, byte[] content)
    {
        Text($"--{Boundary}\r\n");
        if (disposition is not null)
        {
            Text($"Content-Disposition: {disposition}\r\n");
        }

        Text("Content-Type: text/plain\r\n\r\n");
        _bytes.Write(content);
        return Text("\r\n");
    }

    public MultipartBody Text(string text)
    {
        _bytes.Write(Encoding.UTF8.GetBytes(text));
        return this;
    }

    public byte[] End() => Text($"--{Boundary}--\r\n").ToBytes();

    public byte[] ToBytes() => _bytes.ToArray();
}
