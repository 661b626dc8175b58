using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary>
/// The keys that tokens are signed with, each in a file that only the server's account may read. The newest signs; when it is 90 days old another takes over, and it is kept
/// until the last token that it signed is over.
/// </summary>
internal sealed class SigningKeys : IDisposable
{
    private const string Prefix = "token-signing-";
    private const string Suffix = ".p8";

    /// <summary>The key of servers that knew only one; it is the oldest.</summary>
    private const string UndatedName = "token-signing.p8";

    private static readonly TimeSpan SigningTime = TimeSpan.FromDays(90);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private List<SigningKey> _keys;
    private volatile FrozenDictionary<string, SigningKey> _byHeader;

    /// <exception cref="SettingException">A file holds no usable key.</exception>
    public SigningKeys(StorageOptions storage, TimeProvider time)
    {
        (_folder, _time) = (storage.KeysPath, time);
        Directory.CreateDirectory(_folder);
        _keys = Load(_folder);
        if (_keys.Count == 0)
        {
            _keys.Add(Create());
        }

        _byHeader = _keys.ToFrozenDictionary(k => k.Header, StringComparer.Ordinal);
    }

    /// <summary>The key to sign with now.</summary>
    public SigningKey Current()
    {
        lock (_gate)
        {
            if (_time.GetUtcNow() - _keys[^1].Created >= SigningTime)
            {
                Rotate();
            }

            return _keys[^1];
        }
    }

    /// <param name="header">The first segment of a token.</param>
    public bool TryGet(string header, [NotNullWhen(true)] out SigningKey? key) => _byHeader.TryGetValue(header, out key);

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private void Rotate()
    {
        var keys = new List<SigningKey>(_keys) { Create() };
        // A key's last token ends a day after its successor took over.
        while (keys.Count > 1 && _time.GetUtcNow() - keys[1].Created > ClientOptions.LongestTokenLifetime)
        {
            File.Delete(FileOf(keys[0].Created));
            keys.RemoveAt(0);
        }

        _keys = keys;
        _byHeader = keys.ToFrozenDictionary(k => k.Header, StringComparer.Ordinal);
    }

    private SigningKey Create()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var created = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        SecretFile.Write(FileOf(created), key.ExportPkcs8PrivateKey());
        return new SigningKey(key, created);
    }

    private string FileOf(DateTimeOffset created) => Path.Combine(
        _folder, created == DateTimeOffset.UnixEpoch ? UndatedName : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{created.ToUnixTimeSeconds()}{Suffix}"));

    private static List<SigningKey> Load(string folder)
    {
        var keys = new List<SigningKey>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix))
        {
            var name = Path.GetFileName(path);
            if (name == UndatedName)
            {
                keys.Add(Read(path, DateTimeOffset.UnixEpoch));
            }
            else if (name.StartsWith(Prefix, StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            {
                keys.Add(Read(path, DateTimeOffset.FromUnixTimeSeconds(seconds)));
            }
        }

        keys.Sort(static (a, b) => a.Created.CompareTo(b.Created));
        return keys;
    }

    private static SigningKey Read(string path, DateTimeOffset created)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(SecretFile.Read(path), out _);
            if (Es256.IsKey(key))
            {
                return new SigningKey(key, created);
            }
        }
        catch (CryptographicException)
        {
            // Told below.
        }

        key.Dispose();
        throw new SettingException($"The file {path} holds no usable key; remove it to have a new one made.");
    }
}
