using System.Security.Cryptography;

namespace FhirFax.Acceptance.Fire;

/// <summary>A fax that came in at the carrier.</summary>
/// <param name="From">E.164.</param>
/// <param name="Digest">SHA-256 of its document, lower-case.</param>
internal sealed record DroppedFax(string FaxId, string From, string Digest)
{
    public static string DigestOf(byte[] document) => Convert.ToHexStringLower(SHA256.HashData(document));
}
