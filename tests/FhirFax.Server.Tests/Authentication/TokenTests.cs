using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Server.Tests.Authentication;

/// <summary>What is taken for a token over HTTP: ours, unaltered, in its time, of a client that is in force, and nothing else.</summary>
public sealed class TokenTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_token_is_good_and_every_forgery_of_it_is_not()
    {
        var good = await TokenAsync();
        var parts = good.Split('.');
        using var ours = SigningKey();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = parts[0];
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();

        (await UseAsync(good)).ShouldBe(HttpStatusCode.OK);
        (await UseAsync(Sign(ours, header, claims))).ShouldBe(HttpStatusCode.OK, "The forger of this test knows how to make a good one.");

        var forgeries = new Dictionary<string, string>
        {
            ["no algorithm, no signature"] = $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            ["no algorithm, our signature"] = $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            ["our header, no signature"] = $"{parts[0]}.{parts[1]}.",
            ["HMAC with the public key as its secret"] = Hmac(ours.ExportSubjectPublicKeyInfo(), claims),
            ["HMAC with the public key's PEM as its secret"] = Hmac(Encoding.ASCII.GetBytes(ours.ExportSubjectPublicKeyInfoPem()), claims),
            ["HMAC, our kid"] = Hmac(ours.ExportSubjectPublicKeyInfo(), claims, Kid(header)),
            ["somebody else's key"] = Sign(stranger, header, claims),
            ["somebody else's key, brought along"] = Sign(stranger, Encode(WithKey(stranger, Kid(header))), claims),
            ["our key, kid unknown"] = Sign(ours, Encode("""{"alg":"ES256","typ":"JWT","kid":"another"}"""), claims),
            ["our key, no kid"] = Sign(ours, Encode("""{"alg":"ES256","typ":"JWT"}"""), claims),
            ["our key, a path as kid"] = Sign(ours, Encode("""{"alg":"ES256","typ":"JWT","kid":"../../dev/null"}"""), claims),
            ["our key, another algorithm's name"] = Sign(ours, Encode($$"""{"alg":"ES384","typ":"JWT","kid":"{{Kid(header)}}"}"""), claims),
            ["our key, a critical extension"] = Sign(ours, Encode($$"""{"alg":"ES256","typ":"JWT","kid":"{{Kid(header)}}","crit":["exp"]}"""), claims),
            ["truncated signature"] = good[..^4],
            ["truncated payload"] = $"{parts[0]}.{parts[1][..^4]}.{parts[2]}",
            ["header only"] = parts[0],
            ["two segments"] = $"{parts[0]}.{parts[1]}",
            ["four segments"] = $"{good}.{parts[2]}",
            ["five segments, as of an encrypted token"] = $"{good}.{parts[1]}.{parts[2]}",
            ["padded"] = $"{good}==",
            ["stray bits"] = good[..^1] + Stray(good[^1]),
            ["standard base64"] = $"{parts[0]}.{parts[1]}.{parts[2].Replace('-', '+').Replace('_', '/')}+",
            ["white space inside"] = $"{parts[0]}. {parts[1]}.{parts[2]}",
            ["zero signature"] = $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(new byte[64])}",
            ["DER signature"] = Sign(ours, header, claims, DSASignatureFormat.Rfc3279DerSequence),
            ["expired"] = Sign(ours, header, With(claims, "exp", DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds())),
            ["not yet valid"] = Sign(ours, header, With(claims, "nbf", DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds())),
            ["of a client of another project"] = Sign(ours, header, With(claims, "client_id", "neighbour")),
            ["for another project"] = Sign(ours, header, With(claims, "project", "clinic/other")),
            ["of nobody"] = Sign(ours, header, With(claims, "client_id", "nobody")),
            ["no scopes"] = Sign(ours, header, With(claims, "scope", "")),
            ["a payload that was changed"] = $"{parts[0]}.{Encode(With(claims, "client_id", "writer").ToJsonString())}.{parts[2]}",
            ["endless"] = $"{parts[0]}.{new string('A', 20_000)}.{parts[2]}",
        };
        foreach (var (what, token) in forgeries)
        {
            (await UseAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, what);
        }

        (await UseAsync(good)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_single_changed_character_makes_a_token_worthless()
    {
        var good = await TokenAsync();
        var check = Checker();
        for (var i = 0; i < good.Length; i++)
        {
            var other = good[i] == 'A' ? 'B' : 'A';
            check(good[..i] + other + good[(i + 1)..]).ShouldBeFalse($"At {i}.");
            check(good.Remove(i, 1)).ShouldBeFalse($"Without {i}.");
        }

        check(good).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_never_gives_more_than_its_client_has_now()
    {
        using var ours = SigningKey();
        var parts = (await TokenAsync("reader")).Split('.');
        var claims = With(JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject(), "scope", "system/*.*");

        var token = Sign(ours, parts[0], claims);

        (await UseAsync(token)).ShouldBe(HttpStatusCode.OK);
        (await UseAsync(token, "Organization")).ShouldBe(HttpStatusCode.Forbidden);
        (await UseAsync(Sign(ours, parts[0], With(claims, "scope", "system/Organization.rs")))).ShouldBe(HttpStatusCode.Unauthorized, "Nothing is left of it.");
    }

    private static string Stray(char last)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[Alphabet.IndexOf(last, StringComparison.Ordinal) ^ 1].ToString();
    }

    private static string Kid(string header) => JsonNode.Parse(Base64Url.DecodeFromChars(header))!["kid"]!.GetValue<string>();

    private static string WithKey(ECDsa key, string kid)
    {
        var point = key.ExportParameters(false).Q;
        return $$"""{"alg":"ES256","typ":"JWT","kid":"{{kid}}","jwk":{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"} }""";
    }

    private static JsonObject With(JsonObject claims, string name, JsonNode value)
    {
        var changed = claims.DeepClone().AsObject();
        changed[name] = value;
        return changed;
    }

    private static string Hmac(byte[] secret, JsonObject claims, string? kid = null)
    {
        var content = $"{Encode(kid is null ? """{"alg":"HS256","typ":"JWT"}""" : $$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}""")}.{Encode(claims.ToJsonString())}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Sign(ECDsa key, string header, JsonObject claims, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
    {
        var content = $"{header}.{Encode(claims.ToJsonString())}";
        return $"{content}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, format))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private ECDsa SigningKey()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(Directory.GetFiles(Path.Combine(server.DataPath, "keys"), "token-signing-*.p8").Single()), out _);
        return key;
    }

    private Func<string, bool> Checker()
    {
        var tokens = server.Host.Services.GetRequiredService<Server.Authentication.Tokens.AccessTokens>();
        return token => tokens.Check(token).Principal is not null;
    }

    private async Task<HttpStatusCode> UseAsync(string token, string type = "Patient")
    {
        using var http = server.Anonymous();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return (await http.GetAsync($"fhir/R4/{type}")).StatusCode;
    }

    private async Task<string> TokenAsync(string client = "app")
    {
        using var http = server.Anonymous();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = TestServer.Secret,
        });
        return (await Reply.ReadAsync(await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), form))).Json["access_token"]!.GetValue<string>();
    }
}
