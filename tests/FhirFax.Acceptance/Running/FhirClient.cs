using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Running;

/// <summary>A plain FHIR client: what a caller's own code would do with an HTTP library.</summary>
public sealed class FhirClient : IDisposable
{
    private readonly HttpClient _http;

    public FhirClient(string baseUrl, string clientId = "clinic", string secret = "an-operator-chosen-secret-of-the-clinic")
    {
        BaseUrl = baseUrl;
        _http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}")));
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/fhir+json");
    }

    public string BaseUrl { get; }

    public string FhirUrl => BaseUrl + "/fhir/R4";

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, Url(path)));

    public Task<Answer> DeleteAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, Url(path)));

    public Task<Answer> PostAsync(string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(WithJson(HttpMethod.Post, path, body, headers));

    public Task<Answer> PutAsync(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync(WithJson(HttpMethod.Put, path, body, headers));

    public async Task<Answer> UploadAsync(byte[] content, string contentType, string fileName)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, Url($"Binary?_filename={Uri.EscapeDataString(fileName)}")) { Content = body });
    }

    /// <summary>The raw bytes of a Binary.</summary>
    public async Task<byte[]> DownloadAsync(string binary)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(binary));
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd("*/*");
        using var answer = await _http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Creates a resource, which must succeed, and returns it as stored.</summary>
    public async Task<JsonObject> CreateAsync(JsonObject resource)
    {
        var answer = await PostAsync(resource["resourceType"]!.GetValue<string>(), resource);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return answer.Json;
    }

    /// <summary>Reads a resource until it satisfies a condition, within a generous bound.</summary>
    public async Task<JsonObject> WaitAsync(string path, Func<JsonObject, bool> until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await GetAsync(path);
            if (answer.Status == HttpStatusCode.OK && until(answer.Json))
            {
                return answer.Json;
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"{path} did not reach the awaited state: {answer.Text}");
            }

            await Task.Delay(100);
        }
    }

    public void Dispose() => _http.Dispose();

    private Uri Url(string path) =>
        new(path.StartsWith("http", StringComparison.Ordinal) ? path : path.StartsWith('/') ? BaseUrl + path : $"{FhirUrl}/{path}");

    private HttpRequestMessage WithJson(HttpMethod method, string path, JsonNode? body, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, Url(path));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await _http.SendAsync(request);
            return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers);
        }
    }
}
