using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace FhirFax.Server.Tests.Support;

/// <summary>An answer read whole.</summary>
public sealed class Reply
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private Reply(HttpStatusCode status, byte[] body) => (Status, Body) = (status, body);

    public HttpStatusCode Status { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>Of an OperationOutcome.</summary>
    public JsonObject Issue => Json["issue"]![0]!.AsObject();

    public string IssueText => Issue["details"]!["text"]!.GetValue<string>();

    public string IssueCode => Issue["code"]!.GetValue<string>();

    public string? Id => Json["id"]?.GetValue<string>();

    /// <summary>The resources in a Bundle.</summary>
    public IReadOnlyList<JsonObject> Resources =>
        Json["entry"] is JsonArray entries ? [.. entries.Select(e => e!["resource"]!.AsObject())] : [];

    public static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var reply = new Reply(response.StatusCode, await response.Content.ReadAsByteArrayAsync());
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            reply._headers[name] = string.Join(", ", values);
        }

        return reply;
    }

    /// <summary>Null when it was not sent.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);
}
