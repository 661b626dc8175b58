using System.Security.Cryptography;

namespace FhirFax.Server.Notifications;

/// <summary>The header <c>X-HMAC-Signature</c>: hex HMAC-SHA256 over the raw body (efax-corporate-api.md 10).</summary>
internal static class NotificationSignature
{
    public const string Header = "X-HMAC-Signature";

    /// <summary>Compared without regard to case, in constant time.</summary>
    /// <param name="expected">The HMAC of the body that came in.</param>
    public static bool IsValid(ReadOnlySpan<byte> expected, string? signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature?.Length == 2 * HMACSHA256.HashSizeInBytes
            && Convert.FromHexString(signature, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
