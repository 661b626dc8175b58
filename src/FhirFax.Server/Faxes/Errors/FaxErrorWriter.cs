using System.Text.Json;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Faxes.Errors;

/// <summary>Writes error arrays (fax-lifecycle-api.md 5.1).</summary>
internal sealed class FaxErrorWriter(TimeProvider time)
{
    public async Task WriteAsync(HttpResponse response, FaxErrors errors)
    {
        response.StatusCode = errors.Status;
        FaxHeaders.Set(response);
        if (errors.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, FhirJson.Compact))
        {
            Write(json, errors.Elements, FaxInstant.Format(time.GetUtcNow()));
        }

        response.ContentType = FaxHeaders.Json;
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<FaxError> errors, string date)
    {
        json.WriteStartArray();
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("errorCode"u8, error.ErrorCode);
            json.WriteString("componentType"u8, error.ComponentType);
            json.WriteString("message"u8, error.Message);
            json.WritePropertyName("details"u8);
            error.Details.WriteTo(json);
            json.WriteString("date"u8, date);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
