using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Authentication;

/// <summary>Issues and checks the bearer tokens: JWTs signed with ES256 (RFC 7515, 7518 3.4) by a key that survives restarts.</summary>
internal sealed class AccessTokens : IDisposable
{
    private const int MostRemembered = 2_000;

    private readonly ClientDirectory _clients;
    private readonly TimeProvider _time;
    private readonly ECDsa _key;
    private readonly string _header;

    /// <summary>Tokens whose signature was checked already, with their end.</summary>
    private readonly ConcurrentDictionary<string, (Principal Principal, DateTimeOffset Expires)> _checked = new(StringComparer.Ordinal);

    public AccessTokens(StorageOptions storage, ClientDirectory clients, TimeProvider time)
    {
        _clients = clients;
        _time = time;
        _key = LoadKey(Path.Combine(storage.KeysPath, "token-signing.p8"));
        var keyId = Base64Url.EncodeToString(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()).AsSpan(0, 16));
        _header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{keyId}}"}"""));
    }

    /// <param name="issuer">The server's base url.</param>
    public AccessToken Issue(ClientRegistration client, ScopeSet scopes, string issuer)
    {
        var now = _time.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = client.Id,
            ["client_id"] = client.Id,
            ["login_id"] = Guid.NewGuid().ToString("D"),
            ["project"] = client.Home.ToString(),
            ["profile"] = client.Profile,
            ["scope"] = scopes.Text,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + client.TokenLifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
        var content = $"{_header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        byte[] signature;
        lock (_key)
        {
            signature = _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        return new AccessToken($"{content}.{Base64Url.EncodeToString(signature)}", client.TokenLifetime, scopes);
    }

    /// <summary>Who the token stands for; null when it is not ours, altered, expired, or its client is no longer known.</summary>
    public Principal? Check(string token)
    {
        var now = _time.GetUtcNow();
        if (_checked.TryGetValue(token, out var known))
        {
            return now < known.Expires ? known.Principal : null;
        }

        if (Parse(token) is not { } parsed || now >= parsed.Expires)
        {
            return null;
        }

        if (_checked.Count >= MostRemembered)
        {
            _checked.Clear();
        }

        _checked[token] = parsed;
        return parsed.Principal;
    }

    public void Dispose() => _key.Dispose();

    private (Principal Principal, DateTimeOffset Expires)? Parse(string token)
    {
        var end = token.LastIndexOf('.');
        // The header is compared whole: no other algorithm or key is ever accepted.
        if (end < 0 || end <= _header.Length || token[_header.Length] != '.' || !token.StartsWith(_header, StringComparison.Ordinal)
            || !HasValidSignature(token, end))
        {
            return null;
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(_header.Length + 1, end - _header.Length - 1)));
        var root = claims.RootElement;
        if (!_clients.TryGet(root.GetProperty("client_id").GetString()!, out var client)
            || root.GetProperty("project").GetString() != client.Home.ToString()
            || !ScopeSet.TryParse(root.GetProperty("scope").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var granted, out _)
            || client.Scopes.Narrow(granted.Text) is not { } scopes)
        {
            return null;
        }

        return (new Principal(client, scopes), DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("exp").GetInt64()));
    }

    private bool HasValidSignature(string token, int end)
    {
        Span<byte> signature = stackalloc byte[64];
        if (Base64Url.DecodeFromChars(token.AsSpan(end + 1), signature, out _, out var length) != System.Buffers.OperationStatus.Done || length != 64)
        {
            return false;
        }

        lock (_key)
        {
            return _key.VerifyData(
                Encoding.UTF8.GetBytes(token[..end]), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    private static ECDsa LoadKey(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            key.ImportPkcs8PrivateKey(SecretFile.ReadOrCreate(path, key.ExportPkcs8PrivateKey), out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw new SettingException($"The file {path} holds no usable key; remove it to have a new one made.");
        }
    }
}
