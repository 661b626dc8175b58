using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Faxes.OpenApi;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Requests of one client to the faxes of one instance.</summary>
public sealed class FaxApi(HttpClient http, string path) : IDisposable
{
    public HttpClient Http { get; } = http;

    public string Path { get; } = path;

    public Task<FaxReply> GetAsync(string below = "") => SendAsync(HttpMethod.Get, below);

    public Task<FaxReply> DeleteAsync(string below) => SendAsync(HttpMethod.Delete, below);

    public Task<FaxReply> PostAsync(string below, string? json = null) => SendAsync(HttpMethod.Post, below, json);

    public Task<FaxReply> PatchAsync(string below, string json) => SendAsync(HttpMethod.Patch, below, json);

    /// <summary>A new draft, which must succeed.</summary>
    public async Task<JsonObject> CreateAsync(string json = "{}")
    {
        var reply = await PostAsync("", json);
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        return reply.Fax;
    }

    public async Task<FaxReply> UploadAsync(string id, params (string Name, byte[] Content)[] files)
    {
        using var body = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            body.Add(part, "files", name);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, Url($"{id}/files")) { Content = body };
        return await SendAsync(request);
    }

    public async Task<FaxReply> SendAsync(HttpMethod method, string below, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Url(below));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("Content-", StringComparison.Ordinal))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await SendAsync(request);
    }

    public async Task<FaxReply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var reply = await Reply.ReadAsync(response);
        OpenApiDocument.Embedded.Check(request.Method.Method, request.RequestUri!.AbsolutePath, (int)reply.Status, reply.Header("Content-Type"), reply.Body).ShouldBeEmpty(reply.Text);
        return new FaxReply(reply);
    }

    /// <summary>The fax as soon as it has left one status.</summary>
    public async Task<JsonObject> WaitWhileAsync(string id, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var fax = (await GetAsync(id)).Fax;
            if ((string?)fax["status"] != status)
            {
                return fax;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public void Dispose() => Http.Dispose();

    private string Url(string below) => below.StartsWith('?') || below.Length == 0 ? Path + below : $"{Path}/{below}";
}
