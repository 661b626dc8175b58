using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Server.Notifications;

/// <summary>The header <c>X-HMAC-Signature</c>: hex HMAC-SHA256 over the raw body (efax-corporate-api.md 10).</summary>
internal static class NotificationSignature
{
    public const string Header = "X-HMAC-Signature";

    /// <summary>Compared without regard to case, in constant time.</summary>
    public static bool IsValid(ReadOnlySpan<byte> body, string secret, string? signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature is null
            || signature.Length != 2 * HMACSHA256.HashSizeInBytes
            || Convert.FromHexString(signature, given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
