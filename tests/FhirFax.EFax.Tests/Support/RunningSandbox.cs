using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Carriers;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.EFax.Tests.Support;

/// <summary>A sandbox of its own for one test, with a carrier that talks to it over HTTP.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    public static readonly CarrierAccount Account = new(SandboxDefaults.AppId, SandboxDefaults.ApiKey, SandboxDefaults.UserId);

    private readonly TemporaryFolder _folder;
    private readonly SandboxHost _host;
    private readonly HttpClient _control;

    private RunningSandbox(TemporaryFolder folder, SandboxHost host, EFaxOptions options)
    {
        (_folder, _host) = (folder, host);
        _control = new HttpClient { BaseAddress = new Uri(host.BaseUrl) };
        Carrier = NewCarrier(options);
    }

    public EFaxCarrier Carrier { get; }

    public string BaseUrl => _host.BaseUrl;

    public static async Task<RunningSandbox> StartAsync(EFaxOptions? options = null, bool strict = false)
    {
        var folder = new TemporaryFolder();
        var host = await SandboxHost.StartAsync(new SandboxOptions { StatePath = folder.Path, Strict = strict }, CancellationToken.None);
        return new RunningSandbox(folder, host, options ?? new EFaxOptions { RepeatDelay = TimeSpan.FromMilliseconds(1) });
    }

    public EFaxCarrier NewCarrier(EFaxOptions options, TimeProvider? clock = null) =>
        new(options with { BaseUrl = BaseUrl, IsSandbox = true }, clock ?? TimeProvider.System, NullLogger<EFaxCarrier>.Instance);

    public static Submission Fax(string reference, string number = "+15551234567", byte[]? document = null)
    {
        var bytes = document ?? "%PDF-1.4 1 0 obj <</Type /Page>> endobj"u8.ToArray();
        return new Submission
        {
            Reference = reference,
            Number = number,
            Documents = [new SubmissionDocument("PDF", bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes)))],
        };
    }

    public async Task<JsonNode> GetAsync(string path) => (await _control.GetFromJsonAsync<JsonNode>("/_sandbox/" + path))!;

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await _control.PostAsJsonAsync("/_sandbox/" + path, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public Task FaultAsync(string method, string path, string kind, int count = 1) => PostAsync("faults", new { method, path, kind, count });

    public Task FaultAsync(string method, string path, int status, string? body = null, object? headers = null, int count = 1) =>
        PostAsync("faults", new { method, path, kind = "status", status, body, headers, count });

    /// <returns>The new fax's id.</returns>
    public async Task<string> DropInboundAsync(byte[] document, string query = "")
    {
        using var content = new ByteArrayContent(document);
        using var response = await _control.PostAsync("/_sandbox/inbound?" + query, content);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["faxId"]!.GetValue<string>();
    }

    /// <summary>How many calls of a kind the sandbox has seen.</summary>
    public async Task<int> CountAsync(string method, string path) =>
        (await GetAsync("requests")).AsArray().Count(call => (string?)call!["method"] == method && (string?)call["path"] == path);

    public async Task<IReadOnlyList<JsonNode>> AcceptedAsync() => [.. (await GetAsync("faxes")).AsArray().Select(static fax => fax!)];

    public async ValueTask DisposeAsync()
    {
        Carrier.Dispose();
        _control.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
