using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Authentication;

/// <summary>
/// Checks a client id and secret. A pair that was right is remembered for a minute, so that Basic on every call stays cheap; and for an hour nobody else's wrong guesses keep it out.
/// </summary>
internal sealed class ClientVerifier(ProjectDirectory projects, SignInThrottle throttle, TimeProvider time) : IDisposable
{
    private const int MostRemembered = 1_000;

    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>Compared against for an unknown id, so that the answer's time does not tell which ids exist.</summary>
    private static readonly Lazy<SecretHash> Nobody = new(() => SecretHash.OfChosen(Guid.NewGuid().ToString()));

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>When a pair was found right, and against what: a changed secret is looked at again.</summary>
    private readonly ConcurrentDictionary<string, (SecretHash Hash, DateTimeOffset At)> _verified = new(StringComparer.Ordinal);

    /// <summary>Key derivations at a time: guessing must not take the processor from everybody else.</summary>
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <param name="address">The caller's, for counting what was wrong.</param>
    public ValueTask<ClientCheck> VerifyAsync(BasicCredentials credentials, string address, CancellationToken cancellationToken) =>
        VerifyAsync(credentials, address, isCounted: true, cancellationToken);

    /// <summary>The same of credentials that can be read in two ways; wrong in both, they are one wrong secret.</summary>
    public async ValueTask<ClientCheck> VerifyEitherAsync(
        BasicCredentials credentials, BasicCredentials alternate, string address, CancellationToken cancellationToken)
    {
        var check = await VerifyAsync(alternate, address, isCounted: false, cancellationToken);
        return check.Client is not null ? check : await VerifyAsync(credentials, address, isCounted: true, cancellationToken);
    }

    public void Dispose() => _derivations.Dispose();

    private async ValueTask<ClientCheck> VerifyAsync(BasicCredentials credentials, string address, bool isCounted, CancellationToken cancellationToken)
    {
        var (id, secret) = credentials;
        projects.Current.Clients.TryGet(id, out var client);
        var pair = Pair(id, secret);
        if (Recall(pair, client, address, id) is { } known)
        {
            return known;
        }

        var hash = client?.Secret ?? Nobody.Value;
        if (!hash.IsSlow)
        {
            return Judge(client, hash.Matches(secret), pair, isCounted ? address : null, id);
        }

        await _derivations.WaitAsync(cancellationToken);
        try
        {
            // Meanwhile the same pair may have been found right, or too many others wrong.
            return Recall(pair, client, address, id)
                ?? Judge(client, await Task.Run(() => hash.Matches(secret), cancellationToken), pair, isCounted ? address : null, id);
        }
        finally
        {
            _derivations.Release();
        }
    }

    /// <summary>The answer that needs no look at the secret; null when it has to be looked at.</summary>
    private ClientCheck? Recall(string pair, ClientRegistration? client, string address, string id)
    {
        if (client is not null && _verified.TryGetValue(pair, out var known) && ReferenceEquals(known.Hash, client.Secret)
            && time.GetUtcNow() - known.At is var age && age < Remembered)
        {
            return age < Believed ? new ClientCheck(client) : null;
        }

        return throttle.Wait(address, id) is { } wait ? new ClientCheck(null, wait) : null;
    }

    private ClientCheck Judge(ClientRegistration? client, bool matches, string pair, string? countedAt, string id)
    {
        if (!matches || client is null)
        {
            if (countedAt is not null)
            {
                throttle.Failed(countedAt, id);
            }

            return default;
        }

        Remember(pair, client.Secret);
        return new ClientCheck(client);
    }

    private void Remember(string pair, SecretHash hash)
    {
        if (_verified.Count >= MostRemembered)
        {
            _verified.Clear();
        }

        _verified[pair] = (hash, time.GetUtcNow());
    }

    /// <summary>A keyed digest: what is remembered in memory is of no use to anybody else.</summary>
    private string Pair(string id, string secret) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}:{secret}")));
}
