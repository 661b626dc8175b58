using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;

namespace FhirFax.Fax.Resources;

/// <summary>Readies resources that the server itself makes or changes for the store.</summary>
public sealed class ResourcePreparer(SearchIndexer indexer)
{
    /// <summary>Text stays readable: JSON needs only quotes, backslashes and control characters escaped, and this JSON goes into no web page unescaped.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>From a JSON tree that is a valid resource by construction.</summary>
    /// <exception cref="InvalidOperationException">It is not: a defect of the caller.</exception>
    public PreparedResource Prepare(JsonObject resource, string id) =>
        Prepare(Write(resource), id);

    /// <summary>The tree as bytes; numbers that were parsed keep their digits.</summary>
    public static ReadOnlyMemory<byte> Write(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>From bytes that are a valid resource by construction.</summary>
    /// <exception cref="InvalidOperationException">They are not: a defect of the caller.</exception>
    public PreparedResource Prepare(ReadOnlyMemory<byte> utf8, string id)
    {
        if (!ResourceDocument.TryParse(utf8, out var document, out var problem))
        {
            throw new InvalidOperationException($"A resource made by the server does not parse: {problem.Issues[0].Text}");
        }

        using (document)
        {
            return PreparedResource.From(document, id, indexer);
        }
    }
}
