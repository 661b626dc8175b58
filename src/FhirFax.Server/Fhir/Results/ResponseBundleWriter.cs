using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FhirFax.Server.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FhirFax.Server.Fhir.Results;

/// <summary>Writes the Bundle that answers a batch or a transaction (R4 http.html#transaction-response).</summary>
internal static class ResponseBundleWriter
{
    /// <param name="baseUrl">Without a slash at its end.</param>
    public static ReadOnlyMemory<byte> Write(FhirBody.Responses responses, string baseUrl)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, FhirJson.Compact))
        {
            json.WriteStartObject();
            json.WriteString("resourceType"u8, "Bundle"u8);
            json.WriteString("type"u8, responses.IsTransaction ? "transaction-response"u8 : "batch-response"u8);
            if (responses.Entries.Count > 0)
            {
                json.WriteStartArray("entry"u8);
                foreach (var entry in responses.Entries)
                {
                    Write(json, entry, baseUrl);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, EntryResponse entry, string baseUrl)
    {
        json.WriteStartObject();
        if (entry.Resource is { } resource)
        {
            if (entry.Location is { } path)
            {
                json.WriteString("fullUrl"u8, $"{baseUrl}/{ResourcePath(path)}");
            }

            json.WritePropertyName("resource"u8);
            json.WriteRawValue(resource.Span, skipInputValidation: true);
        }

        json.WriteStartObject("response"u8);
        json.WriteString("status"u8, string.Create(CultureInfo.InvariantCulture, $"{entry.Status} {ReasonPhrases.GetReasonPhrase(entry.Status)}"));
        if (entry.Location is not null)
        {
            json.WriteString("location"u8, $"{baseUrl}/{entry.Location}");
        }

        if (entry.Version is { } version)
        {
            json.WriteString("etag"u8, ETag.Of(version));
        }

        if (entry.LastModified is { } modified)
        {
            json.WriteString("lastModified"u8, modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        }

        if (entry.Outcome is { } outcome)
        {
            json.WritePropertyName("outcome"u8);
            json.WriteRawValue(outcome.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Without the version, which an operation's answer does not name.</summary>
    private static string ResourcePath(string location) =>
        location.IndexOf("/_history/", StringComparison.Ordinal) is > 0 and var end ? location[..end] : location;
}
