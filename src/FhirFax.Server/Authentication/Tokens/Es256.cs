using System.Security.Cryptography;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary>The one signature algorithm: ECDSA with P-256 and SHA-256, the signature being R and S in 32 bytes each (RFC 7518 3.4).</summary>
internal static class Es256
{
    public const int SignatureSize = 64;

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <param name="content">The ASCII of <c>header.payload</c> (RFC 7515 5.1).</param>
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> content) =>
        key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>False for a signature of any other length or form; never throws for what a caller sent.</summary>
    public static bool Verify(ECDsa key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize
        && key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Whether the key is one of this algorithm, and no other curve's.</summary>
    public static bool IsKey(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256;
}
