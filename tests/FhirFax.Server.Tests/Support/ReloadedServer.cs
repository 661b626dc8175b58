using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FhirFax.Server.Tests.Support;

/// <summary>A server whose projects come from a settings file that tests write anew while it runs.</summary>
public sealed class ReloadedServer : IAsyncDisposable
{
    public const string Secret = "a-secret-that-a-person-chose";

    private readonly TemporaryFolder _folder = new();
    private readonly string _file;
    private FhirFaxHost? _host;

    private ReloadedServer() => _file = Path.Combine(_folder.Path, "settings.json");

    public FhirFaxHost Host => _host!;

    public CapturedLog Log { get; } = new();

    public string FhirUrl => Host.BaseUrl + "fhir/R4";

    public static async Task<ReloadedServer> StartAsync(JsonObject settings, params (string Name, string Value)[] others)
    {
        var server = new ReloadedServer();
        await File.WriteAllTextAsync(server._file, settings.ToJsonString());
        var overrides = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Information",
            ["Storage__Path"] = Path.Combine(server._folder.Path, "data"),
            ["Server__SettingsFile"] = server._file,
            ["Sending__StatusPollInterval"] = "00:00:00.200",
            ["EFax__BaseUrl"] = "sandbox",
            ["EFax__AllowSandbox"] = "true",
        };
        foreach (var (name, value) in others)
        {
            overrides[name] = value;
        }

        server._host = await FhirFaxHost.StartAsync(["--Server:SettingsFile", server._file], overrides);
        server._host.Services.GetRequiredService<ILoggerFactory>().AddProvider(server.Log);
        return server;
    }

    public static JsonObject Settings(params JsonObject[] projects) => new() { ["Projects"] = new JsonArray([.. projects]) };

    public static JsonObject Project(string instance, string userId, string appId, params JsonObject[] clients) => new()
    {
        ["Tenant"] = "clinic",
        ["Instance"] = instance,
        ["Secrets"] = new JsonObject { ["eFaxAppId"] = appId, ["eFaxApiKey"] = $"key-of-{appId}", ["eFaxUserId"] = userId },
        ["Clients"] = new JsonArray([.. clients]),
    };

    public static JsonObject Client(string id, bool disabled = false, string secret = Secret) =>
        new() { ["Id"] = id, ["Secret"] = secret, ["Disabled"] = disabled };

    /// <summary>Writes the settings and waits until the server has said what it makes of them.</summary>
    public async Task<string> ChangeAsync(string settings)
    {
        var seen = Log.Lines.Count(IsVerdict);
        await File.WriteAllTextAsync(_file + ".new", settings);
        File.Move(_file + ".new", _file, overwrite: true);
        await Wait.UntilAsync(() => Log.Lines.Count(IsVerdict) > seen);
        return Log.Lines.Last(IsVerdict);

        static bool IsVerdict(string line) => line.Contains("configuration is", StringComparison.Ordinal);
    }

    public Task<string> ChangeAsync(JsonObject settings) => ChangeAsync(settings.ToJsonString());

    public FhirApi Api(string clientId, string secret = Secret)
    {
        var http = Anonymous();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}")));
        return new FhirApi(http, FhirUrl);
    }

    /// <summary>Lets the sandbox have a fax for a mailbox.</summary>
    public async Task DropAsync(string appId, string userId)
    {
        using var http = new HttpClient();
        using var pdf = new ByteArrayContent(Samples.Pdf());
        pdf.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var response = await http.PostAsync(new Uri(Host.SandboxUrl!, $"_sandbox/inbound?appId={appId}&userId={userId}&from=%2B12025550177"), pdf);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public HttpClient Anonymous() => new() { BaseAddress = Host.BaseUrl, Timeout = TimeSpan.FromSeconds(60) };

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Log.Dispose();
        _folder.Dispose();
    }
}
