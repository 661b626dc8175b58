using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Faxes.Tokens;
using FhirFax.Server.Tests.Support;
using FhirFax.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Server.Tests.Faxes.Tokens;

public sealed class FaxGateTests : IAsyncLifetime, IDisposable
{
    private static readonly ProjectKey Live = new("clinic", "live");
    private static readonly ProjectKey Other = new("clinic", "other");

    private readonly TestServer _server = new(new Dictionary<string, string?>
    {
        ["Projects__0__Clients__3__Id"] = "both",
        ["Projects__0__Clients__3__Secret"] = TestServer.Secret,
        ["Projects__0__Clients__3__Permissions__0"] = "FAX_READ",
        ["Projects__1__Clients__3__Id"] = "both",
        ["Projects__1__Clients__3__Secret"] = TestServer.Secret,
        ["Projects__1__Clients__3__Permissions__0"] = "FAX_CREATE",
        ["Projects__1__Clients__3__Permissions__1"] = "FAX_UPDATE",
    });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Each_right_is_that_of_the_instance_in_the_path()
    {
        var rights = new Dictionary<(string Client, ProjectKey Project), FaxPermissions>
        {
            [("app", Live)] = FaxPermissions.All,
            [("app", Other)] = FaxPermissions.None,
            [("both", Live)] = FaxPermissions.Read,
            [("both", Other)] = FaxPermissions.Create | FaxPermissions.Update,
            [("neighbour", Live)] = FaxPermissions.None,
            [("neighbour", new ProjectKey("clinic", "nowhere"))] = FaxPermissions.None,
            [("app", new ProjectKey("elsewhere", "live"))] = FaxPermissions.None,
        };
        foreach (var ((client, project), granted) in rights)
        {
            foreach (var needed in (FaxPermissions[])[FaxPermissions.Read, FaxPermissions.Create, FaxPermissions.Update, FaxPermissions.Delete])
            {
                var (caller, status, body) = await AdmitAsync($"Bearer {Token(client)}", project, needed);
                if (granted.HasFlag(needed))
                {
                    caller!.Project.ShouldBe(project);
                    caller.Principal.Client.Id.ShouldBe(client);
                    continue;
                }

                caller.ShouldBeNull($"{client} {project} {needed}");
                status.ShouldBe(403);
                var error = JsonNode.Parse(body)!.AsArray()[0]!;
                error["errorCode"]!.GetValue<string>().ShouldBe("ACCESS_FOR_API_CLIENT_RESTRICTED");
                error["details"]!["requestURI"]!.GetValue<string>().ShouldBe($"/{project}/faxes");
            }
        }
    }

    [Fact]
    public async Task Nobody_and_an_expired_token_are_told_apart()
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"app:{TestServer.Secret}"));
        foreach (var header in (string?[])[null, "Bearer a.b.c", "Bearer ", basic, $"Bearer {Token("app")}x"])
        {
            var (caller, status, body) = await AdmitAsync(header, Live, FaxPermissions.Read);
            caller.ShouldBeNull();
            status.ShouldBe(401);
            body.ShouldContain("NOT_VALID_JSON_WEB_TOKEN");
        }

        var (none, expired, told) = await AdmitAsync($"Bearer {Expired()}", Live, FaxPermissions.Read);
        none.ShouldBeNull();
        expired.ShouldBe(401);
        told.ShouldContain("TOKEN_EXPIRED");
    }

    private async Task<(FaxCaller? Caller, int Status, string Body)> AdmitAsync(string? authorization, ProjectKey project, FaxPermissions needed)
    {
        var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = _server.Host.Services, Response = { Body = body } };
        http.Request.Path = $"/{project}/faxes";
        if (authorization is not null)
        {
            http.Request.Headers.Authorization = authorization;
        }

        var caller = await _server.Host.Services.GetRequiredService<FaxGate>().AdmitAsync(http, project, needed);
        return (caller, http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private string Token(string client)
    {
        var registration = _server.Host.Services.GetRequiredService<Server.Configuration.ProjectDirectory>().Current.Clients.TryGet(client, out var found) ? found : null;
        return _server.Host.Services.GetRequiredService<AccessTokens>().Issue(registration!, registration!.Scopes, "http://x/").Value;
    }

    private string Expired()
    {
        var parts = Token("app").Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["exp"] = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds();
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(Directory.GetFiles(Path.Combine(_server.DataPath, "keys"), "token-signing-*.p8").Single()), out _);
        var content = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{content}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }
}
