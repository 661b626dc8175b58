using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>JSON in and out of a patch. Numbers keep the text they came with: <c>1.50</c> stays <c>1.50</c>.</summary>
internal static class PatchJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = ResourceDocument.MaxDepth };

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <exception cref="PatchException">Not JSON, or nested too deep.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> utf8, string what)
    {
        var content = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (JsonText.FindBadText(content.Span) is { } bad)
        {
            throw PatchException.Malformed($"{what}: {bad.Issues[0].Text}");
        }

        try
        {
            return JsonNode.Parse(content.Span, documentOptions: Strict);
        }
        catch (JsonException exception)
        {
            throw PatchException.Malformed($"{what}: {JsonText.Malformed(content.Span, exception).Issues[0].Text}");
        }
    }

    public static JsonNode? Parse(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };

    public static byte[] Write(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            if (node is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                node.WriteTo(writer);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }
}
