using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary>Issues and checks the bearer tokens: JWTs (RFC 7519) signed by <see cref="SigningKeys"/>, for clients that are still in force.</summary>
internal sealed class AccessTokens(SigningKeys keys, ProjectDirectory projects, TimeProvider time)
{
    private const int MostRemembered = 2_000;

    /// <summary>How far the clock may have been set back since a token was issued.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    /// <summary>Tokens whose signature was checked already.</summary>
    private readonly ConcurrentDictionary<string, GoodToken> _checked = new(StringComparer.Ordinal);

    /// <param name="issuer">The server's base url.</param>
    public AccessToken Issue(ClientRegistration client, ScopeSet scopes, string issuer)
    {
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + client.TokenLifetime).ToUnixTimeSeconds());
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
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
        var key = keys.Current();
        var content = $"{key.Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return new AccessToken($"{content}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(content)))}", client.TokenLifetime, expires, scopes);
    }

    /// <summary>Who the token stands for now: nobody when it is not ours, was altered, is over, or its client is not in force any more.</summary>
    public TokenCheck Check(string token)
    {
        // A client that was changed is another one: then the token is looked at again.
        if (!_checked.TryGetValue(token, out var good) || !IsCurrent(good.Principal.Client))
        {
            if (Read(token) is not { } read)
            {
                return default;
            }

            good = read;
            Remember(token, good);
        }

        var now = time.GetUtcNow();
        return now >= good.Expires ? new TokenCheck(null, IsExpired: true)
            : now < good.NotBefore - Leeway ? default
            : new TokenCheck(good.Principal);
    }

    private bool IsCurrent(ClientRegistration client) =>
        projects.Current.Clients.TryGet(client.Id, out var current) && ReferenceEquals(current, client);

    private void Remember(string token, GoodToken good)
    {
        if (_checked.Count >= MostRemembered)
        {
            _checked.Clear();
        }

        _checked[token] = good;
    }

    private GoodToken? Read(string text)
    {
        // The header is found whole among those of our keys: no other algorithm, key or parameter is ever looked at.
        if (!CompactToken.TryParse(text, out var token) || !keys.TryGet(token.Header, out var key) || !key.Verify(token.Content, token.Signature))
        {
            return null;
        }

        using var claims = JsonDocument.Parse(token.Payload);
        var root = claims.RootElement;
        if (!projects.Current.Clients.TryGet(root.GetProperty("client_id").GetString()!, out var client)
            || root.GetProperty("project").GetString() != client.Home.ToString()
            || !ScopeSet.TryParse(root.GetProperty("scope").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var granted, out _)
            || client.Scopes.Narrow(granted.Text) is not { } scopes)
        {
            return null;
        }

        return new GoodToken(new Principal(client, scopes), Instant(root, "nbf"), Instant(root, "exp"));
    }

    /// <summary>Tokens of servers that did not say from when on are good from the moment they were issued.</summary>
    private static DateTimeOffset Instant(JsonElement claims, string name) =>
        DateTimeOffset.FromUnixTimeSeconds((claims.TryGetProperty(name, out var value) ? value : claims.GetProperty("iat")).GetInt64());

    private sealed record GoodToken(Principal Principal, DateTimeOffset NotBefore, DateTimeOffset Expires);
}
