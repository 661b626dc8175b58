using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>A server with two instances of one tenant and one of another, and clients with few and with all rights.</summary>
public class FaxesServer : IAsyncLifetime, IDisposable
{
    private const string Secret = TestServer.Secret;

    private readonly TestServer _server;

    public FaxesServer()
        : this([])
    {
    }

    internal FaxesServer(Dictionary<string, string?> settings, TimeProvider? time = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["Projects__1__Clients__1__Id"] = "app",
            ["Projects__1__Clients__1__Secret"] = Secret,
            ["Projects__0__Clients__3__Id"] = "viewer",
            ["Projects__0__Clients__3__Secret"] = Secret,
            ["Projects__0__Clients__3__Permissions__0"] = "FAX_READ",
            ["Projects__0__Clients__4__Id"] = "editor",
            ["Projects__0__Clients__4__Secret"] = Secret,
            ["Projects__0__Clients__4__Permissions__0"] = "FAX_READ",
            ["Projects__0__Clients__4__Permissions__1"] = "FAX_CREATE",
            ["Projects__0__Clients__4__Permissions__2"] = "FAX_UPDATE",
            ["Projects__2__Tenant"] = "hospital",
            ["Projects__2__Instance"] = "live",
            ["Projects__2__Secrets__eFaxAppId"] = "third-app",
            ["Projects__2__Secrets__eFaxApiKey"] = "third-key",
            ["Projects__2__Secrets__eFaxUserId"] = "third-user",
            ["Projects__2__Clients__0__Id"] = "stranger",
            ["Projects__2__Clients__0__Secret"] = Secret,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        _server = new TestServer(all, time);
    }

    public TestServer Server => _server;

    public FhirApi Fhir(string clientId = "app") => _server.Api(clientId);

    /// <summary>The faxes of an instance, by a client with a token.</summary>
    public async Task<FaxApi> ApiAsync(string clientId = "app", string path = "clinic/live")
    {
        var http = _server.Anonymous();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(clientId));
        return new FaxApi(http, $"{path}/faxes");
    }

    public FaxApi Anonymous(string path = "clinic/live") => new(_server.Anonymous(), $"{path}/faxes");

    public async Task<string> TokenAsync(string clientId)
    {
        using var http = _server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "oauth2/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{Secret}")));
        using var response = await http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose()
    {
        _server.Dispose();
        GC.SuppressFinalize(this);
    }
}
