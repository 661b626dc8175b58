using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Server;

/// <summary>The R4 <c>id</c> type (datatypes.html#id).</summary>
internal static class FhirId
{
    private const int Longest = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    public static bool IsValid(ReadOnlySpan<char> text) => text.Length is > 0 and <= Longest && !text.ContainsAnyExcept(Allowed);

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
