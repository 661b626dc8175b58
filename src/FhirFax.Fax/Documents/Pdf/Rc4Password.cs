using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Revisions 2 to 4: keys by MD5 and RC4 (ISO 32000-1, 7.6.3.3 and 7.6.3.4).</summary>
internal static class Rc4Password
{
    private static ReadOnlySpan<byte> Padding =>
    [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
        0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ];

    /// <summary>The file's key when the empty user password opens it, else null.</summary>
    public static byte[]? EmptyUserKey(PdfDictionary encrypt, int revision, int keyLength, byte[] fileIdentifier)
    {
        if (encrypt["O"] is not PdfString { Value: { Length: >= 32 } owner } || encrypt["U"] is not PdfString { Value: { Length: >= 16 } user })
        {
            return null;
        }

        var key = Key(encrypt, revision, keyLength, owner.AsSpan(0, 32), fileIdentifier);
        var expected = revision == 2 ? Rc4.Apply(key, Padding) : UserHash(key, fileIdentifier);
        return user.AsSpan(0, Math.Min(user.Length, expected.Length)).SequenceEqual(expected) ? key : null;
    }

#pragma warning disable CA5351 // MD5 is what the format prescribes; nothing of ours rests on it.
    private static byte[] Key(PdfDictionary encrypt, int revision, int keyLength, ReadOnlySpan<byte> owner, byte[] fileIdentifier)
    {
        Span<byte> permissions = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, unchecked((int)(encrypt["P"].Integer ?? 0)));
        var metadataIsPlain = revision >= 4 && encrypt["EncryptMetadata"] is PdfBoolean { Value: false };
        ReadOnlySpan<byte> plainMark = metadataIsPlain ? [0xFF, 0xFF, 0xFF, 0xFF] : [];
        var hash = MD5.HashData([.. Padding, .. owner, .. permissions, .. fileIdentifier, .. plainMark]);
        for (var i = 0; revision >= 3 && i < 50; i++)
        {
            hash = MD5.HashData(hash.AsSpan(0, keyLength));
        }

        return hash[..keyLength];
    }

    private static byte[] UserHash(byte[] key, byte[] fileIdentifier)
    {
        var hash = MD5.HashData([.. Padding, .. fileIdentifier]);
        var round = new byte[key.Length];
        for (var i = 0; i < 20; i++)
        {
            for (var k = 0; k < key.Length; k++)
            {
                round[k] = (byte)(key[k] ^ i);
            }

            hash = Rc4.Apply(round, hash);
        }

        return hash;
    }
#pragma warning restore CA5351
}
