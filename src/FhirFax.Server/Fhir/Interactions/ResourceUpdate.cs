using FhirFax.Fax.Resources;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>Puts a client's new version of a resource in place of the current one: the domain is asked, an identical version is not stored again.</summary>
internal sealed class ResourceUpdate(IFhirFaxStore store, FaxResourceRules rules, ResourcePreparer preparer, SearchIndexer indexer)
{
    /// <param name="content">Of a Binary: where its bytes lie.</param>
    public Task<FhirResult> ApplyAsync(FhirRequest request, ResourceDocument proposed, BinaryContent? content, long? expectedVersion)
    {
        var key = request.Route.Key;
        var prepared = PreparedResource.From(proposed, key.Id, indexer);
        return store.WriteAsync(
            async (tx, ct) =>
            {
                var current = await tx.ReadAsync(request.Project, key, ct);
                var exists = current is { IsDeleted: false };
                if (expectedVersion is { } expected && expected != (exists ? current!.VersionId : 0))
                {
                    return FhirResult.VersionConflict(key, exists ? current!.VersionId : 0);
                }

                var version = prepared;
                if (current is not null)
                {
                    switch (await rules.BeforeUpdateAsync(tx, request.Project, current, proposed, ct))
                    {
                        case ResourceChange.Refused refused:
                            return FhirResult.Of(refused.Problem);
                        case ResourceChange.Rewritten rewritten:
                            version = preparer.Prepare(rewritten.Utf8, key.Id);
                            break;
                    }

                    if (exists && IsSame(current, version, content))
                    {
                        return FhirResult.Updated(current);
                    }
                }

                return Answer(key, await tx.PutAsync(request.Project, new ResourceWrite(version, request.Principal.Client.Id, content), ct));
            },
            request.Aborted);
    }

    private static FhirResult Answer(ResourceKey key, WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Created created => FhirResult.Created(created.Resource),
        WriteOutcome.Updated updated => FhirResult.Updated(updated.Resource),
        WriteOutcome.VersionConflict conflict => FhirResult.VersionConflict(key, conflict.CurrentVersion),
        _ => throw new InvalidOperationException($"A put cannot end as {outcome.GetType().Name}."),
    };

    private static bool IsSame(StoredResource current, PreparedResource proposed, BinaryContent? content) =>
        current.Content == content && current.Utf8.Span.SequenceEqual(proposed.Render(current.VersionId, current.LastUpdated));
}
