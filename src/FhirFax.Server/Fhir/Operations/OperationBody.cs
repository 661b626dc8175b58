using System.Text.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Xml;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>Bodies of operations that take none.</summary>
internal static class OperationBody
{
    private const int Most = 1024;

    /// <summary>A 400 when the body is not empty; null when it is.</summary>
    public static async Task<FhirResult?> RefuseAsync(FhirRequest request) => await IsEmptyAsync(request.Http.Request)
        ? null
        : FhirResult.Error(
            StatusCodes.Status400BadRequest,
            IssueCode.Invalid,
            $"{request.Route.Operation} takes no parameters: send no content, {{}}, or Parameters without a parameter.");

    /// <summary>
    /// Whether there is no content, or nothing in it: an empty JSON object, or Parameters without a parameter, which is what clients post that cannot post without a body.
    /// The media type does not matter.
    /// </summary>
    public static async Task<bool> IsEmptyAsync(HttpRequest request)
    {
        if (await BodyReader.ReadAsync(request, Most) is not { } body)
        {
            return false;
        }

        var text = body.Span.Trim(" \t\r\n"u8);
        if (text is [(byte)'<', ..])
        {
            return XmlResourceReader.TryReadJson(body, out var json, out _) && HasNoParameter(json.Span);
        }

        return text.IsEmpty || HasNoParameter(text);
    }

    private static bool HasNoParameter(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (!json.ValueTextEquals("resourceType"u8) || !json.Read() || json.TokenType != JsonTokenType.String || !json.ValueTextEquals("Parameters"u8))
                {
                    return false;
                }
            }

            // Whatever follows the object is no JSON, and throws.
            return json.TokenType == JsonTokenType.EndObject && !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
