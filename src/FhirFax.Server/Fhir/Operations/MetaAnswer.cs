using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>The answer of the operations on <c>meta</c>: Parameters with <c>return</c> (R4 resource-operation-meta.html).</summary>
internal static class MetaAnswer
{
    /// <param name="utf8">The stored resource.</param>
    public static FhirBody.Resource Of(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, FhirJson.Compact))
        {
            json.WriteStartObject();
            json.WriteString("resourceType"u8, "Parameters"u8);
            json.WriteStartArray("parameter"u8);
            json.WriteStartObject();
            json.WriteString("name"u8, "return"u8);
            json.WritePropertyName("valueMeta"u8);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(document.RootElement.GetProperty("meta"u8)), skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new FhirBody.Resource(buffer.WrittenMemory);
    }
}
