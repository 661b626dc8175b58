using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Running;

/// <summary>A plain client of the Fax API.</summary>
public sealed class FaxClient : IDisposable
{
    private readonly HttpClient _http;

    private FaxClient(HttpClient http) => _http = http;

    public static async Task<FaxClient> SignInAsync(string baseUrl, string clientId = "clinic", string secret = "an-operator-chosen-secret-of-the-clinic")
    {
        var http = new HttpClient { BaseAddress = new Uri(baseUrl), Timeout = TimeSpan.FromMinutes(3) };
        using var answer = await http.PostAsJsonAsync("auth/token", new JsonObject { ["apiClient"] = clientId, ["secret"] = secret });
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new FaxClient(http);
    }

    /// <summary>A draft to this number.</summary>
    public async Task<string> DraftAsync(string receiver = "+15551234567")
    {
        var (status, fax) = await SendAsync(HttpMethod.Post, "", JsonContent.Create(new JsonObject { ["receiver"] = receiver }));
        status.ShouldBe(HttpStatusCode.Created, fax.ToJsonString());
        return (string)fax["id"]!;
    }

    public Task<(HttpStatusCode Status, JsonNode Json)> PostAsync(string below, HttpContent? content = null) => SendAsync(HttpMethod.Post, $"/{below}", content);

    public async Task<(HttpStatusCode Status, JsonNode Json)> UploadAsync(string id, string name, HttpContent file)
    {
        using var body = new MultipartFormDataContent { { file, "files", name } };
        return await PostAsync($"{id}/files", body);
    }

    /// <summary>The fax as soon as it is no longer in this status.</summary>
    public async Task<JsonNode> WaitWhileAsync(string id, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var (_, fax) = await SendAsync(HttpMethod.Get, $"/{id}", null);
            if ((string?)fax["status"] != status)
            {
                return fax;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonNode Json)> SendAsync(HttpMethod method, string below, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, $"default/live/faxes{below}") { Content = content };
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
