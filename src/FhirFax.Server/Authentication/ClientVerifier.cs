using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Server.Authentication;

/// <summary>Checks a client id and secret. A pair that was right is remembered for a minute, so that Basic on every call stays cheap.</summary>
internal sealed class ClientVerifier(ClientDirectory directory, TimeProvider time) : IDisposable
{
    private const int MostRemembered = 1_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>Compared against for an unknown id, so that the answer's time does not tell which ids exist.</summary>
    private static readonly Lazy<SecretHash> Nobody = new(() => SecretHash.OfChosen(Guid.NewGuid().ToString()));

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _verified = new(StringComparer.Ordinal);

    /// <summary>Key derivations at a time: guessing must not take the processor from everybody else.</summary>
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The client; null when the id is unknown or the secret is wrong.</summary>
    public async ValueTask<ClientRegistration?> VerifyAsync(string id, string secret, CancellationToken cancellationToken)
    {
        directory.TryGet(id, out var client);
        var hash = client?.Secret ?? Nobody.Value;
        if (!hash.IsSlow)
        {
            return hash.Matches(secret) ? client : null;
        }

        var pair = Pair(id, secret);
        if (client is not null && _verified.TryGetValue(pair, out var until) && time.GetUtcNow() < until)
        {
            return client;
        }

        await _derivations.WaitAsync(cancellationToken);
        try
        {
            if (!await Task.Run(() => hash.Matches(secret), cancellationToken) || client is null)
            {
                return null;
            }
        }
        finally
        {
            _derivations.Release();
        }

        Remember(pair);
        return client;
    }

    public void Dispose() => _derivations.Dispose();

    private void Remember(string pair)
    {
        if (_verified.Count >= MostRemembered)
        {
            _verified.Clear();
        }

        _verified[pair] = time.GetUtcNow() + Remembered;
    }

    /// <summary>A keyed digest: what is remembered in memory is of no use to anybody else.</summary>
    private string Pair(string id, string secret) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}:{secret}")));
}
