using System.Net.Http.Headers;
using System.Text;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Support;

/// <summary>The whole server in this process: real Kestrel on a free port, real SQLite in a folder of its own, two projects of one tenant.</summary>
public sealed class TestServer : IAsyncLifetime, IDisposable
{
    public const string Secret = "a-secret-that-a-person-chose";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly TimeProvider? _time;
    private FhirFaxHost? _host;

    public TestServer()
        : this([])
    {
    }

    internal TestServer(Dictionary<string, string?> settings, TimeProvider? time = null)
    {
        _time = time;
        _settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Storage__Path"] = _folder.Path,
            // Its threads are those of all tests.
            ["Limits__LongestWait"] = "00:10:00",
            ["Receiving__PollInterval"] = "00:00:00",
            ["Sending__StatusPollInterval"] = "00:00:00.200",
            ["EFax__BaseUrl"] = "sandbox",
            ["EFax__AllowSandbox"] = "true",
            ["Projects__0__Tenant"] = "clinic",
            ["Projects__0__Instance"] = "live",
            ["Projects__0__Clients__0__Id"] = "app",
            ["Projects__0__Clients__0__Secret"] = Secret,
            ["Projects__1__Tenant"] = "clinic",
            ["Projects__1__Instance"] = "other",
            ["Projects__1__Secrets__eFaxAppId"] = "another-app",
            ["Projects__1__Secrets__eFaxApiKey"] = "another-key",
            ["Projects__1__Secrets__eFaxUserId"] = "another-user",
            ["Projects__1__Clients__0__Id"] = "neighbour",
            ["Projects__1__Clients__0__Secret"] = Secret,
            ["Projects__0__Clients__1__Id"] = "reader",
            ["Projects__0__Clients__1__Secret"] = Secret,
            ["Projects__0__Clients__1__Scopes__0"] = "system/Patient.rs",
            ["Projects__0__Clients__2__Id"] = "writer",
            ["Projects__0__Clients__2__Secret"] = Secret,
            ["Projects__0__Clients__2__Scopes__0"] = "system/Patient.write",
            ["Projects__0__Clients__3__Id"] = "uploader",
            ["Projects__0__Clients__3__Secret"] = Secret,
            ["Projects__0__Clients__3__Scopes__0"] = "system/Binary.c",
        };
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    public FhirFaxHost Host => _host ?? throw new InvalidOperationException("The server has not started.");

    public string DataPath => _folder.Path;

    public string FhirUrl => Host.BaseUrl + "fhir/R4";

    public async Task InitializeAsync() => _host = await FhirFaxHost.StartAsync([], _settings, _time);

    /// <summary>A client of the first project, unless told otherwise.</summary>
    public FhirApi Api(string clientId = "app", string secret = Secret)
    {
        var http = Anonymous();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}")));
        return new FhirApi(http, FhirUrl);
    }

    public HttpClient Anonymous() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Host.BaseUrl, Timeout = TimeSpan.FromSeconds(60) };

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Dispose();
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder.Path))
        {
            _folder.Dispose();
        }
    }
}
