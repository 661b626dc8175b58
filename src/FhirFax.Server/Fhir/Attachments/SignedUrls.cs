using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FhirFax.Server.Authentication;
using FhirFax.Server.Configuration;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Attachments;

/// <summary>
/// Makes and checks urls that open one document without credentials for an hour, in the form that a MedplumClient's url cache knows:
/// <c>/storage/{id}/{version}?Expires=…&amp;Key-Pair-Id=…&amp;Signature=…</c>. The key pair id names the Project.
/// </summary>
internal sealed class SignedUrls(StorageOptions storage, TimeProvider time)
{
    /// <summary>In place of a version: the current one.</summary>
    public const string CurrentVersion = "current";

    private const string WithoutContext = ".-";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly byte[] _key = SecretFile.ReadOrCreate(Path.Combine(storage.KeysPath, "url-signing.key"), () => RandomNumberGenerator.GetBytes(32));

    /// <param name="scopes">Of who asked: who may not read every type gets urls that do not open a document with a security context.</param>
    public string Sign(string root, ProjectKey project, ScopeSet scopes, string binaryId, string version)
    {
        var expires = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        var pair = $"{project.Tenant}.{project.Instance}{(scopes.AllowsEveryType(Access.Read) ? "" : WithoutContext)}";
        var signature = Base64Url.EncodeToString(Signature(pair, binaryId, version, expires));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{root}{AttachmentUrl.StoragePath}{binaryId}/{version}?Expires={expires}&Key-Pair-Id={pair}&Signature={signature}");
    }

    /// <summary>What the url opens; null when the signature is wrong or over.</summary>
    public SignedRight? Check(string binaryId, string version, string? expires, string? pair, string? signature)
    {
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            || pair is null || signature is null || !TryReadPair(pair, out var right))
        {
            return null;
        }

        Span<byte> given = stackalloc byte[32];
        if (Base64Url.DecodeFromChars(signature, given, out _, out var length) != System.Buffers.OperationStatus.Done || length != given.Length)
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(given, Signature(pair, binaryId, version, end)) && time.GetUtcNow().ToUnixTimeSeconds() < end
            ? right
            : null;
    }

    private static bool TryReadPair(string pair, out SignedRight right)
    {
        var isLimited = pair.EndsWith(WithoutContext, StringComparison.Ordinal);
        var parts = (isLimited ? pair[..^WithoutContext.Length] : pair).Split('.');
        right = parts.Length == 2 ? new SignedRight(new ProjectKey(parts[0], parts[1]), isLimited) : default;
        return parts.Length == 2;
    }

    private byte[] Signature(string pair, string binaryId, string version, long expires) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{pair}\n{binaryId}\n{version}\n{expires}")));
}
