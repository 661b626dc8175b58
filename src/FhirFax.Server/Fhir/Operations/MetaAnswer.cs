using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>The answer of the operations on <c>meta</c>: Parameters with <c>return</c> (R4 resource-operation-meta.html).</summary>
internal static class MetaAnswer
{
    private const string DataAbsentReason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    /// <param name="utf8">The stored resource.</param>
    public static FhirBody.Resource Of(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return Write(json => json.WriteRawValue(JsonMarshal.GetRawUtf8Value(document.RootElement.GetProperty("meta"u8)), skipInputValidation: true));
    }

    /// <summary>Of several resources: without a version or a time.</summary>
    public static FhirBody.Resource Of(IReadOnlyList<string> profiles, IReadOnlyList<MetaLabel> security, IReadOnlyList<MetaLabel> tags) => Write(json =>
    {
        json.WriteStartObject();
        if (profiles.Count + security.Count + tags.Count == 0)
        {
            WriteNothing(json);
        }

        if (profiles.Count > 0)
        {
            json.WriteStartArray("profile"u8);
            foreach (var profile in profiles)
            {
                json.WriteStringValue(profile);
            }

            json.WriteEndArray();
        }

        WriteLabels(json, "security"u8, security);
        WriteLabels(json, "tag"u8, tags);
        json.WriteEndObject();
    });

    /// <summary>The result is 1..1, and no element may be empty (R4 element.html, ele-1).</summary>
    private static void WriteNothing(Utf8JsonWriter json)
    {
        json.WriteStartArray("extension"u8);
        json.WriteStartObject();
        json.WriteString("url"u8, DataAbsentReason);
        json.WriteString("valueCode"u8, "not-applicable"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteLabels(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<MetaLabel> labels)
    {
        if (labels.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var label in labels)
        {
            json.WriteStartObject();
            if (label.System is { } system)
            {
                json.WriteString("system"u8, system);
            }

            if (label.Code is { } code)
            {
                json.WriteString("code"u8, code);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static FhirBody.Resource Write(Action<Utf8JsonWriter> writeMeta)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, FhirJson.Compact))
        {
            json.WriteStartObject();
            json.WriteString("resourceType"u8, "Parameters"u8);
            json.WriteStartArray("parameter"u8);
            json.WriteStartObject();
            json.WriteString("name"u8, "return"u8);
            json.WritePropertyName("valueMeta"u8);
            writeMeta(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new FhirBody.Resource(buffer.WrittenMemory);
    }
}
