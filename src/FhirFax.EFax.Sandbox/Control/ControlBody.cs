using System.Text.Json;
using System.Text.Json.Nodes;

namespace FhirFax.EFax.Sandbox.Control;

/// <summary>Reads what control calls bring.</summary>
internal static class ControlBody
{
    /// <summary>The body as a JSON object, whatever content type it claims; null when there is none.</summary>
    public static async Task<JsonObject?> ReadJsonAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static Task RefuseAsync(HttpContext http, string problem)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = problem }, (JsonSerializerOptions?)null, http.RequestAborted);
    }
}
