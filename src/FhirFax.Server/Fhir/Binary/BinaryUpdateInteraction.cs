using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Update of a Binary, raw or in JSON; at the type it is conditional. Raw content replaces the content alone: the rest of the stored resource stays (R4 binary.html#rest).</summary>
internal sealed class BinaryUpdateInteraction(
    IFhirFaxStore store, BinaryUpload upload, ResourceUpdate update, ConditionalCriteriaReader conditions, SearchIndexer indexer, TimeProvider time) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.Read(request.Http.Request, out var unusable);
        var criteria = unusable is null && request.Route.Id is null ? conditions.OfAddress(request, out unusable) : null;
        if (unusable is not null)
        {
            return unusable;
        }

        var uploaded = await upload.ReadAsync(request);
        if (uploaded is not { Document: { } document, Content: { } content })
        {
            return uploaded.Refusal!;
        }

        using (document)
        {
            if (uploaded.Raw is { } raw)
            {
                return await ReplaceAsync(request, document, content, raw, expected, criteria);
            }

            return criteria is not null
                ? await update.ApplyAsync(request, document, content, expected, criteria)
                : UpdateInteraction.RefuseOtherId(request, document) ?? await update.ApplyAsync(request, document, content, expected);
        }
    }

    /// <param name="uploaded">What is stored when there is nothing yet.</param>
    private Task<FhirResult> ReplaceAsync(
        FhirRequest request, ResourceDocument uploaded, BinaryContent content, BinaryUpload.RawHeaders raw, VersionPrecondition? precondition, ConditionalCriteria? criteria)
    {
        var newId = request.Route.Id ?? FhirId.New(time);
        return store.WriteAsync(
            async (tx, ct) =>
            {
                var (id, refusal) = criteria is null
                    ? (newId, null)
                    : await ResourceUpdate.FindIdAsync(tx, request.Project, uploaded, newId, criteria, ct);
                if (refusal is not null)
                {
                    return refusal;
                }

                var current = await tx.ReadAsync(request.Project, new ResourceKey(BinaryResource.Type, id), ct);
                using var replaced = current is { IsDeleted: false } ? BinaryResource.Replace(current.Utf8, raw.ContentType, raw.SecurityContext) : null;
                var proposed = replaced ?? uploaded;
                return await update.ApplyAsync(tx, request.Principal, proposed, PreparedResource.From(proposed, id, indexer), content, precondition, ct);
            },
            request.Aborted);
    }
}
