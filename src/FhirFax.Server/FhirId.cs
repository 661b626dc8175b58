using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Server;

/// <summary>The ids that the server assigns.</summary>
internal static class FhirId
{
    /// <summary>A new id as the server assigns them: a lower-case UUID that grows with time, which keeps indexes compact.</summary>
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

    /// <summary>The same id for the same name, for resources that the server itself makes.</summary>
    public static string Derived(string name)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}
