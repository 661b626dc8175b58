using System.Text.Json;
using FhirFax.Server.Authentication;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Fhir;

namespace FhirFax.Server.Faxes.Tokens;

/// <summary>The body of a token call, or what is wrong with it. HTTP Basic stands for both of its properties.</summary>
internal static class FaxTokenRequest
{
    private const int MostBytes = 64 * 1024;

    /// <param name="clientName">From the path; null when the body names the client, as <c>apiClient</c>.</param>
    public static async Task<(BasicCredentials? Credentials, FaxErrors? Errors)> ReadAsync(HttpContext http, string? clientName)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return (null, FaxErrors.MethodNotAllowed);
        }

        if (http.Request.Headers.Authorization is { Count: 1 } header && BasicCredentials.Read(header[0]!) is { } basic)
        {
            return clientName is null || clientName == basic.Id ? (basic, null) : (null, FaxErrors.CredentialsInvalid);
        }

        if (http.Request.ContentType is { Length: > 0 } && !http.Request.HasJsonContentType())
        {
            return (null, FaxErrors.MediaTypeNotSupported);
        }

        return await BodyReader.ReadAsync(http.Request, MostBytes) is { } body ? Parse(body, clientName) : (null, FaxErrors.TooLarge);
    }

    private static (BasicCredentials? Credentials, FaxErrors? Errors) Parse(ReadOnlyMemory<byte> body, string? clientName)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, FaxErrors.BodyNotReadable);
            }

            var errors = new List<FaxError>();
            var id = clientName ?? Text(json.RootElement, "apiClient", errors);
            var secret = Text(json.RootElement, "secret", errors);
            return errors.Count == 0
                ? (new BasicCredentials(id, secret), null)
                : (null, new FaxErrors(StatusCodes.Status400BadRequest, errors));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: half a surrogate pair, which is JSON but no text.
            return (null, FaxErrors.BodyNotReadable);
        }
    }

    private static string Text(JsonElement body, string name, List<FaxError> errors)
    {
        var isThere = body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
        if (isThere && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        var (message, reason) = isThere && value.ValueKind != JsonValueKind.String ? ("must be a string", "type") : ("is required", "required");
        errors.Add(new FaxError("VALIDATION_FAILED", "AUTH", $"{name} {message}", new() { ["field"] = name, ["reason"] = reason }));
        return "";
    }
}
