using System.Security.Cryptography;

namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Revisions 5 and 6: keys by SHA-2 and AES-256 (ISO 32000-2, 7.6.4.3.3 and 7.6.4.3.4).</summary>
internal static class AesPassword
{
    /// <summary>The file's key when the empty user password opens it, else null.</summary>
    public static byte[]? EmptyUserKey(PdfDictionary encrypt, int revision)
    {
        if (encrypt["U"] is not PdfString { Value: { Length: >= 48 } user } || encrypt["UE"] is not PdfString { Value: { Length: >= 32 } wrapped })
        {
            return null;
        }

        if (!Hash(user.AsSpan(32, 8), revision).AsSpan().SequenceEqual(user.AsSpan(0, 32)))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = Hash(user.AsSpan(40, 8), revision);
        return aes.DecryptCbc(wrapped.AsSpan(0, 32), new byte[16], PaddingMode.None);
    }

    private static byte[] Hash(ReadOnlySpan<byte> salt, int revision)
    {
        var key = SHA256.HashData(salt);
        return revision == 5 ? key : Harden(key);
    }

    /// <summary>Algorithm 2.B with an empty password and no user key.</summary>
    private static byte[] Harden(byte[] key)
    {
        using var aes = Aes.Create();
        for (var round = 1; ; round++)
        {
            var block = new byte[key.Length * 64];
            for (var i = 0; i < 64; i++)
            {
                key.CopyTo(block, i * key.Length);
            }

            aes.Key = key[..16];
            var encrypted = aes.EncryptCbc(block, key.AsSpan(16, 16), PaddingMode.None);
            var remainder = 0;
            foreach (var b in encrypted.AsSpan(0, 16))
            {
                remainder += b;
            }

            key = (remainder % 3) switch
            {
                0 => SHA256.HashData(encrypted),
                1 => SHA384.HashData(encrypted),
                _ => SHA512.HashData(encrypted),
            };
            if (round >= 64 && encrypted[^1] <= round - 32)
            {
                return key[..32];
            }
        }
    }
}
