using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Testing;

namespace FhirFax.EFax.Sandbox.Tests.Support;

/// <summary>A sandbox of its own for one test, called as plain HTTP.</summary>
internal sealed class SandboxClient : IAsyncDisposable
{
    public const string Number = "15551234567";

    private readonly TemporaryFolder _folder;
    private SandboxHost _host;
    private HttpClient _http;

    private SandboxClient(TemporaryFolder folder, SandboxOptions options, SandboxHost host)
    {
        (_folder, Options, _host) = (folder, options, host);
        _http = new HttpClient { BaseAddress = new Uri(host.BaseUrl) };
    }

    public SandboxOptions Options { get; }

    public string? Token { get; set; }

    public string UserId { get; set; } = SandboxDefaults.UserId;

    public static async Task<SandboxClient> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null, bool isFrozen = false)
    {
        var folder = new TemporaryFolder();
        var options = new SandboxOptions { StatePath = folder.Path };
        options = change?.Invoke(options) ?? options;
        var client = new SandboxClient(folder, options, await SandboxHost.StartAsync(options, default));
        client.Token = await client.NewTokenAsync();
        if (isFrozen)
        {
            await client.ControlAsync("clock", new { frozen = true });
        }

        return client;
    }

    /// <summary>Ends the sandbox and starts another on the same state.</summary>
    /// <param name="meanwhile">Done to the state while none runs.</param>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await _host.DisposeAsync();
        _http.Dispose();
        meanwhile?.Invoke();
        _host = await SandboxHost.StartAsync(Options, default);
        _http = new HttpClient { BaseAddress = new Uri(_host.BaseUrl) };
    }

    public async Task<HttpResponseMessage> TokenAsync(string appId, string apiKey, string grantType = "client_credentials")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tokens");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{appId}:{apiKey}")));
        request.Content = new FormUrlEncodedContent([new("grant_type", grantType)]);
        return await _http.SendAsync(request);
    }

    public async Task<string> NewTokenAsync()
    {
        using var response = await TokenAsync(SandboxDefaults.AppId, SandboxDefaults.ApiKey);
        return (await JsonAsync(response))["access_token"]!.GetValue<string>();
    }

    public async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token);
        }

        if (UserId.Length > 0)
        {
            request.Headers.Add("user-id", UserId);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        return await _http.SendAsync(request);
    }

    /// <summary>Expects success.</summary>
    public async Task<JsonNode> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await CallAsync(HttpMethod.Get, path, null, headers);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await JsonAsync(response);
    }

    public async Task<string> SendAsync(string number = Number, string reference = "attempt-1", object? retryOptions = null)
    {
        using var response = await CallAsync(HttpMethod.Post, "/faxes", Fax(number, reference, retryOptions), ("transaction-id", reference));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await JsonAsync(response))[0]!["fax_id"]!.GetValue<string>();
    }

    public static object Fax(string number, string reference = "attempt-1", object? retryOptions = null) => new
    {
        destinations = new[] { new { fax_number = number, to_name = "Referral Desk" } },
        fax_options = new { image_resolution = "FINE", include_cover_page = false, retry_options = retryOptions },
        client_data = new { client_reference_id = reference },
        documents = new[] { new { document_type = "PDF", document_content = Convert.ToBase64String("%PDF-1.4 <</Type /Page>>"u8) } },
    };

    public async Task<JsonNode> ControlAsync(string path, object? body = null)
    {
        using var response = body is null ? await _http.GetAsync("/_sandbox/" + path) : await _http.PostAsJsonAsync("/_sandbox/" + path, body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await JsonAsync(response);
    }

    public async Task<HttpResponseMessage> PostControlAsync(string path, HttpContent content) => await _http.PostAsync("/_sandbox/" + path, content);

    public Task AdvanceAsync(double seconds) => ControlAsync("clock", new { advanceSeconds = seconds });

    public async Task<string> StatusAsync(string faxId) =>
        (await GetAsync($"/faxes/{faxId}/transmission-details"))["transmission_data"]!["transmission_status"]!.GetValue<string>();

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync()) ?? throw new JsonException("The answer is null.");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
