using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Resolves the references of an entry's content, and checks the result as any other content is checked.</summary>
internal sealed class EntryContent(ResourceIntake intake, SearchIndexer indexer, ConditionalCriteriaReader conditions)
{
    /// <returns>The content, which the caller disposes; or a refusal.</returns>
    public (CheckedContent? Content, FhirResult? Refusal) Complete(FhirRequest request, ResourceDocument proposed, Func<ReferencedText, string?> resolve)
    {
        var rewritten = new ReferenceRewriter(resolve).Rewrite(proposed);
        var taken = intake.Check(request, rewritten ?? proposed.Utf8, proposed.ResourceType);
        return taken.IsAccepted ? (new CheckedContent(taken.Document, indexer.Index(taken.Document)), null) : (null, taken.Refusal);
    }

    /// <summary>The searches that references of the content hold, by their text.</summary>
    /// <param name="isKnown">Whether a text leads to another entry.</param>
    /// <param name="refusal">A 400, 403 or 412 when one of them is not usable.</param>
    public Dictionary<string, ConditionalCriteria> Searches(
        FhirRequest bundle, ResourceDocument proposed, Func<ReferencedText, bool> isKnown, out FhirResult? refusal)
    {
        var searches = new Dictionary<string, ConditionalCriteria>(StringComparer.Ordinal);
        FhirResult? unusable = null;
        string? Collect(ReferencedText target)
        {
            if (!isKnown(target) && TransactionPlan.ConditionalReference(target) is { } reference && !searches.ContainsKey(target.Text))
            {
                if (conditions.Read(bundle, reference.Type, FhirRequest.ReadPairs(reference.Query), "a conditional reference", out var bad) is { } criteria)
                {
                    searches.Add(target.Text, criteria);
                }

                unusable ??= bad;
            }

            return null;
        }

        new ReferenceRewriter(Collect).Rewrite(proposed);
        refusal = unusable;
        return searches;
    }
}
