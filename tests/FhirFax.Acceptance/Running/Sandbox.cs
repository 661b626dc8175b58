using System.Net;
using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Running;

/// <summary>What only the carrier's side knows: drops faxes in, and tells what was really accepted.</summary>
public sealed class Sandbox(string url) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Somebody faxes a document to a mailbox; returns the carrier's fax id.</summary>
    public async Task<string> DropAsync(string userId, byte[] document, string from = "+12025550177")
    {
        using var body = new ByteArrayContent(document);
        body.Headers.ContentType = new("application/pdf");
        using var answer = await _http.PostAsync(
            new Uri($"{url}/_sandbox/inbound?userId={Uri.EscapeDataString(userId)}&from={Uri.EscapeDataString(from)}"), body);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBeInRange(200, 299, text);
        return JsonNode.Parse(text)!["faxId"]!.GetValue<string>();
    }

    /// <summary>Every outbound fax the carrier accepted.</summary>
    public async Task<IReadOnlyList<JsonObject>> AcceptedAsync()
    {
        using var answer = await _http.GetAsync(new Uri($"{url}/_sandbox/faxes"));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        var json = JsonNode.Parse(text)!;
        var list = json as JsonArray ?? json["faxes"]!.AsArray();
        return [.. list.Select(fax => fax!.AsObject())];
    }

    public void Dispose() => _http.Dispose();
}
