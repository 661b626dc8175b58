using System.Security.Cryptography;

namespace FhirFax.Fax.Documents.Pdf;

/// <summary>
/// The password-based security handler (ISO 32000-1, 7.6.3; ISO 32000-2, 7.6.4), opened with the empty user password only:
/// what that opens every reader opens, whatever the owner has forbidden, and anything else needs a password we do not have.
/// </summary>
internal sealed class StandardSecurityHandler
{
    private readonly byte[] _key;
    private readonly CryptMethod _method;

    private StandardSecurityHandler(byte[] key, CryptMethod method)
    {
        _key = key;
        _method = method;
    }

    private enum CryptMethod
    {
        Identity,
        Rc4,
        Aes128,
        Aes256,
    }

    /// <exception cref="DocumentException">Encrypted: the empty password does not open it, or the handler is another.</exception>
    /// <param name="encrypt">The encryption dictionary with its values resolved.</param>
    /// <param name="fileIdentifier">The first string of the trailer's <c>ID</c>, empty when there is none.</param>
    public static StandardSecurityHandler Open(PdfDictionary encrypt, byte[] fileIdentifier)
    {
        if (encrypt["Filter"].Name != "Standard")
        {
            throw new DocumentException(
                DocumentRefusal.Encrypted, "The PDF is encrypted for certain readers; send it without encryption.");
        }

        var version = encrypt["V"].Integer ?? 0;
        var revision = (int)(encrypt["R"].Integer ?? 0);
        if ((version, revision) is not ((1, 2 or 3) or (2, 2 or 3) or (4, 4) or (5, 5 or 6)))
        {
            throw NeedsPassword();
        }

        var method = Method(encrypt, version);
        var key = version == 5
            ? AesPassword.EmptyUserKey(encrypt, revision)
            : Rc4Password.EmptyUserKey(encrypt, revision, KeyLength(encrypt, version), fileIdentifier);
        return key is null ? throw NeedsPassword() : new StandardSecurityHandler(key, method);
    }

    /// <summary>Decrypts the data of the stream that object <paramref name="number"/> is.</summary>
    public byte[] Decrypt(byte[] data, int number, int generation)
    {
        try
        {
            return _method switch
            {
                CryptMethod.Identity => data,
                CryptMethod.Rc4 => Rc4.Apply(ObjectKey(number, generation), data),
                CryptMethod.Aes128 => DecryptAes(ObjectKey(number, generation), data),
                _ => DecryptAes(_key, data),
            };
        }
        catch (CryptographicException)
        {
            throw PdfSyntax.Damaged();
        }
    }

    private static int KeyLength(PdfDictionary encrypt, long version)
    {
        if (version is 1 or 4)
        {
            return version == 1 ? 5 : 16;
        }

        return encrypt["Length"].Integer switch
        {
            >= 40 and <= 128 and var bits => (int)bits / 8,

            // Some writers count bytes where the format counts bits.
            >= 5 and <= 16 and var bytes => (int)bytes,
            _ => 5,
        };
    }

    /// <summary>How streams are encrypted. Strings may differ, but none that is encrypted is ever looked at.</summary>
    private static CryptMethod Method(PdfDictionary encrypt, long version)
    {
        if (version < 4)
        {
            return CryptMethod.Rc4;
        }

        var name = encrypt["StmF"].Name ?? "Identity";
        if (name == "Identity")
        {
            return CryptMethod.Identity;
        }

        var filter = (encrypt["CF"] as PdfDictionary)?[name] as PdfDictionary;
        return filter?["CFM"].Name switch
        {
            "None" => CryptMethod.Identity,
            "V2" => CryptMethod.Rc4,
            "AESV2" => CryptMethod.Aes128,
            "AESV3" => CryptMethod.Aes256,
            _ => throw NeedsPassword(),
        };
    }

#pragma warning disable CA5351 // MD5 is what the format prescribes; nothing of ours rests on it.
    private byte[] ObjectKey(int number, int generation)
    {
        ReadOnlySpan<byte> place =
            [(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)generation, (byte)(generation >> 8)];
        ReadOnlySpan<byte> salt = _method == CryptMethod.Aes128 ? "sAlT"u8 : [];
        return MD5.HashData([.. _key, .. place, .. salt])[..Math.Min(_key.Length + 5, 16)];
    }
#pragma warning restore CA5351

    private static byte[] DecryptAes(byte[] key, byte[] data)
    {
        // Whole blocks only: a line end may follow the data.
        var length = data.Length / 16 * 16;
        if (length < 32)
        {
            return [];
        }

        using var aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(data.AsSpan(16, length - 16), data.AsSpan(0, 16));
    }

    private static DocumentException NeedsPassword() =>
        new(DocumentRefusal.Encrypted, "The PDF needs a password to open; send it without one.");
}
