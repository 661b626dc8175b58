using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;

namespace FhirFax.Fax.Resources;

/// <summary>Readies resources that the server itself makes or changes for the store.</summary>
public sealed class ResourcePreparer(SearchIndexer indexer)
{
    /// <summary>From a JSON tree that is a valid resource by construction.</summary>
    /// <exception cref="InvalidOperationException">It is not: a defect of the caller.</exception>
    public PreparedResource Prepare(JsonObject resource, string id) =>
        Prepare(JsonSerializer.SerializeToUtf8Bytes(resource), id);

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
