using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Server.Fhir.Results;

/// <summary>How the server writes JSON by itself.</summary>
internal static class FhirJson
{
    /// <summary>Escapes only what JSON must have escaped: the answers are never read as HTML.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static JsonWriterOptions Compact { get; } = new() { Encoder = Encoder, SkipValidation = true };

    private static readonly JsonWriterOptions Indented = new() { Encoder = Encoder, Indented = true };

    public static ReadOnlyMemory<byte> Write(OperationOutcome outcome)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            outcome.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The same JSON with line breaks and indentation.</summary>
    public static ReadOnlyMemory<byte> Prettify(ReadOnlyMemory<byte> utf8)
    {
        using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 2 * ResourceDocument.MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(utf8.Length * 2);
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            json.RootElement.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }
}
