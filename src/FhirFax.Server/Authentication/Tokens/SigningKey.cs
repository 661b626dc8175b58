using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary>A key that tokens are signed with. Its whole header segment is fixed, so that no other algorithm or key can be named for it.</summary>
/// <param name="created">From then on it signs.</param>
internal sealed class SigningKey(ECDsa key, DateTimeOffset created) : IDisposable
{
    public DateTimeOffset Created { get; } = created;

    /// <summary>The first segment of every token it signs.</summary>
    public string Header { get; } = HeaderOf(key);

    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        lock (key)
        {
            return Es256.Sign(key, content);
        }
    }

    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        lock (key)
        {
            return Es256.Verify(key, content, signature);
        }
    }

    public void Dispose() => key.Dispose();

    private static string HeaderOf(ECDsa key)
    {
        var id = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 16));
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{id}}"}"""));
    }
}
