using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Resolves the references of an entry's content, and checks the result as any other content is checked.</summary>
internal sealed class EntryContent(ResourceIntake intake, SearchIndexer indexer)
{
    /// <returns>The content, which the caller disposes; or a refusal.</returns>
    public (CheckedContent? Content, FhirResult? Refusal) Complete(FhirRequest request, ResourceDocument proposed, Func<ReferencedText, string?> resolve)
    {
        var rewritten = new ReferenceRewriter(resolve).Rewrite(proposed);
        var taken = intake.Check(request, rewritten ?? proposed.Utf8, proposed.ResourceType);
        return taken.IsAccepted ? (new CheckedContent(taken.Document, indexer.Index(taken.Document)), null) : (null, taken.Refusal);
    }
}
