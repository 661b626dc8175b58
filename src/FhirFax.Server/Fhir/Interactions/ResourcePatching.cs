using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Binary;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>Applies a patch to the current version; what comes out passes every check of an update.</summary>
internal sealed class ResourcePatching(IFhirFaxStore store, ResourceIntake intake, ResourceUpdate update, SearchIndexer indexer)
{
    /// <summary>Patches what is there now outside of any transaction, and only if it has changed in between once more inside.</summary>
    public async Task<FhirResult> ApplyAsync(FhirRequest request, ResourcePatch patch, VersionPrecondition? precondition)
    {
        var key = request.Route.Key;
        var seen = await store.ReadAsync(request.Project, key, request.Aborted);
        var (content, refusal) = await PatchAsync(request, key, seen, patch, precondition, Check);
        using var document = content?.Document;
        if (content is null)
        {
            return refusal!;
        }

        return await store.WriteAsync(
            async (tx, ct) => await tx.ReadAsync(request.Project, key, ct) is { } current && current.VersionId == seen!.VersionId
                ? await StoreAsync(tx, request, current, content, ct)
                : await ApplyAsync(tx, request, key, patch, precondition, Check, ct),
            request.Aborted);
    }

    /// <summary>Patches the one resource that the criteria find (R4 http.html#patch).</summary>
    public Task<FhirResult> ApplyAsync(FhirRequest request, ResourcePatch patch, VersionPrecondition? precondition, ConditionalCriteria criteria) => store.WriteAsync(
        async (tx, ct) => await criteria.FindAsync(tx, request.Project, ct) switch
        {
            { IsSeveral: true } => FhirResult.SeveralMatches(criteria.ResourceType),
            { Resource: { } found } => await ApplyAsync(tx, request, found.Key, patch, precondition, Check, ct),
            _ => NothingToPatch(criteria.ResourceType),
        },
        request.Aborted);

    /// <param name="check">Checks what comes out of the patch, which is disposed by the caller.</param>
    public async ValueTask<FhirResult> ApplyAsync(
        IStoreTransaction tx,
        FhirRequest request,
        ResourceKey key,
        ResourcePatch patch,
        VersionPrecondition? precondition,
        Func<FhirRequest, ResourceDocument, ValueTask<(CheckedContent?, FhirResult?)>> check,
        CancellationToken cancellationToken)
    {
        var current = await tx.ReadAsync(request.Project, key, cancellationToken);
        var (content, refusal) = await PatchAsync(request, key, current, patch, precondition, check);
        using var document = content?.Document;
        return content is null ? refusal! : await StoreAsync(tx, request, current!, content, cancellationToken);
    }

    public static FhirResult NothingToPatch(string resourceType) =>
        FhirResult.Error(StatusCodes.Status404NotFound, IssueCode.NotFound, $"No {resourceType} matches the condition.", id: "not-found");

    private static async ValueTask<(CheckedContent? Content, FhirResult? Refusal)> PatchAsync(
        FhirRequest request,
        ResourceKey key,
        StoredResource? current,
        ResourcePatch patch,
        VersionPrecondition? precondition,
        Func<FhirRequest, ResourceDocument, ValueTask<(CheckedContent?, FhirResult?)>> check)
    {
        if (current is not { IsDeleted: false })
        {
            return (null, current is null ? FhirResult.NotFound(key) : FhirResult.Gone(current));
        }

        if (precondition?.Refuse(key, current) is { } unmet)
        {
            return (null, unmet);
        }

        if (!ResourceDocument.TryParse(current.Utf8, out var before, out var damage))
        {
            throw new InvalidOperationException($"A stored resource does not parse: {damage.Issues[0].Text}");
        }

        using (before)
        {
            if (!patch.TryApply(before, out var patched, out var refusal))
            {
                return (null, refusal);
            }

            using (patched)
            {
                return Unpatchable(key, patched) is { } unpatchable ? (null, unpatchable) : await check(request, patched);
            }
        }
    }

    /// <summary>A 422 for a change of what no patch may change.</summary>
    private static FhirResult? Unpatchable(ResourceKey key, ResourceDocument patched)
    {
        if (patched.ResourceType != key.Type)
        {
            return Unprocessable("A patch cannot change the type of a resource.", "resourceType");
        }

        if (patched.Id != key.Id)
        {
            return Unprocessable("A patch cannot change the id of a resource.", $"{key.Type}.id");
        }

        return key.Type == BinaryResource.Type && patched.Root.TryGetProperty("data"u8, out _)
            ? Unprocessable("The data of a Binary is replaced by an update, not by a patch.", "Binary.data")
            : null;
    }

    private static FhirResult Unprocessable(string text, string expression) =>
        FhirResult.Error(StatusCodes.Status422UnprocessableEntity, IssueCode.Processing, text, expression);

    private ValueTask<(CheckedContent?, FhirResult?)> Check(FhirRequest request, ResourceDocument patched)
    {
        var taken = intake.Check(request, patched.Utf8, patched.ResourceType);
        return new(taken.IsAccepted ? (new CheckedContent(taken.Document, indexer.Index(taken.Document)), null) : (null, taken.Refusal));
    }

    private ValueTask<FhirResult> StoreAsync(
        IStoreTransaction tx, FhirRequest request, StoredResource current, CheckedContent content, CancellationToken cancellationToken) => update.ApplyAsync(
            tx,
            request.Principal,
            content.Document,
            PreparedResource.From(content.Document, current.Key.Id, content.Index),
            current.Content,
            new VersionPrecondition { RequiresExisting = true, Versions = [current.VersionId] },
            isPatch: true,
            cancellationToken);
}
