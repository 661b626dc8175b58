using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Server.Authentication;

/// <summary>What is kept of a client's secret. Comparisons take the same time whether they match or not.</summary>
internal abstract class SecretHash
{
    /// <summary>Whether matching costs enough to be worth remembering and bounding.</summary>
    public abstract bool IsSlow { get; }

    /// <summary>For a generated secret of 256 bits, which cannot be guessed: one SHA-256.</summary>
    public static SecretHash OfGenerated(string secret) => new Generated(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>For a secret that a person chose: PBKDF2, so that it cannot be tried quickly.</summary>
    public static SecretHash OfChosen(string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(Chosen.SaltSize);
        return new Chosen(salt, Chosen.Derive(secret, salt));
    }

    public abstract bool Matches(string secret);

    private sealed class Generated(byte[] digest) : SecretHash
    {
        public override bool IsSlow => false;

        public override bool Matches(string secret) =>
            CryptographicOperations.FixedTimeEquals(digest, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }

    private sealed class Chosen(byte[] salt, byte[] derived) : SecretHash
    {
        public const int SaltSize = 16;
        private const int Iterations = 210_000;

        public override bool IsSlow => true;

        public static byte[] Derive(string secret, byte[] salt) =>
            Rfc2898DeriveBytes.Pbkdf2(secret, salt, Iterations, HashAlgorithmName.SHA512, 32);

        public override bool Matches(string secret) => CryptographicOperations.FixedTimeEquals(derived, Derive(secret, salt));
    }
}
