using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Running;

/// <summary>An HTTP answer, read to its end.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    public JsonObject Json => JsonNode.Parse(Text)?.AsObject() ?? throw new InvalidOperationException("Not a JSON object: " + Text);

    /// <summary>The issues of an OperationOutcome, as (code, text, expression).</summary>
    public IReadOnlyList<(string Code, string Text, string? Expression)> Issues
    {
        get
        {
            Json["resourceType"]?.GetValue<string>().ShouldBe("OperationOutcome", Text);
            return [.. Json["issue"]!.AsArray().Select(issue => (
                issue!["code"]!.GetValue<string>(),
                issue["details"]?["text"]?.GetValue<string>() ?? "",
                issue["expression"]?[0]?.GetValue<string>()))];
        }
    }
}
