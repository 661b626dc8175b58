using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace FhirFax.Server.Tests.Support;

/// <summary>Requests below the FHIR base, and their answers read whole.</summary>
public sealed class FhirApi(HttpClient http, string fhirUrl) : IDisposable
{
    public const string FhirJson = "application/fhir+json";

    public string FhirUrl { get; } = fhirUrl;

    public HttpClient Http { get; } = http;

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, null, headers);

    public Task<Reply> PostAsync(string path, string? json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, json is null ? null : Encoding.UTF8.GetBytes(json), json is null ? null : FhirJson, headers);

    public Task<Reply> PutAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(json), FhirJson, headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, null, headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, byte[]? body, string? contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : $"{FhirUrl}/{path}".TrimEnd('/'));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await Http.SendAsync(request);
        return await Reply.ReadAsync(response);
    }

    /// <summary>Creates a resource, which must succeed; returns it as stored.</summary>
    public async Task<JsonObject> CreateAsync(string type, string json)
    {
        var reply = await PostAsync(type, json);
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        return reply.Json;
    }

    public void Dispose() => Http.Dispose();
}
