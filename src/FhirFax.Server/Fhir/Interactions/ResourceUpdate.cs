using FhirFax.Fax.Operations;
using FhirFax.Fax.Resources;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>Puts a client's new version of a resource in place of the current one: the domain is asked, an identical version is not stored again.</summary>
internal sealed class ResourceUpdate(IFhirFaxStore store, FaxResourceRules rules, ResourcePreparer preparer, SearchIndexer indexer, TimeProvider time)
{
    /// <param name="content">Of a Binary: where its bytes lie.</param>
    public Task<FhirResult> ApplyAsync(FhirRequest request, ResourceDocument proposed, BinaryContent? content, VersionPrecondition? precondition)
    {
        var prepared = PreparedResource.From(proposed, request.Route.Id!, indexer);
        return store.WriteAsync((tx, ct) => ApplyAsync(tx, request.Principal, proposed, prepared, content, precondition, ct), request.Aborted);
    }

    /// <summary>Updates the one resource that the criteria find, or creates one when they find none (R4 http.html#cond-update).</summary>
    public Task<FhirResult> ApplyAsync(FhirRequest request, ResourceDocument proposed, BinaryContent? content, VersionPrecondition? precondition, ConditionalCriteria criteria)
    {
        var entries = indexer.Index(proposed);
        var newId = proposed.Id ?? FhirId.New(time);
        return store.WriteAsync(
            async (tx, ct) =>
            {
                var (id, refusal) = await FindIdAsync(tx, request.Principal.Project, proposed, newId, criteria, ct);
                return refusal ?? await ApplyAsync(
                    tx, request.Principal, proposed, PreparedResource.From(proposed, id, entries), content, precondition, ct);
            },
            request.Aborted);
    }

    /// <summary>The id that a conditional update is about: that of the match; without one the content's own, or <paramref name="newId"/>.</summary>
    public static async ValueTask<(string Id, FhirResult? Refusal)> FindIdAsync(
        IStoreTransaction tx, ProjectKey project, ResourceDocument proposed, string newId, ConditionalCriteria criteria, CancellationToken cancellationToken)
    {
        var match = await criteria.FindAsync(tx, project, cancellationToken);
        if (match.IsSeveral)
        {
            return (newId, FhirResult.SeveralMatches(criteria.ResourceType));
        }

        if (match.Resource is { } found)
        {
            return (found.Key.Id, proposed.Id is null || proposed.Id == found.Key.Id ? null : OtherId(proposed));
        }

        var isTaken = proposed.Id is not null && await tx.ReadAsync(project, new ResourceKey(criteria.ResourceType, proposed.Id), cancellationToken) is { IsDeleted: false };
        return (newId, isTaken ? Taken(proposed) : null);
    }

    public ValueTask<FhirResult> ApplyAsync(
        IStoreTransaction tx,
        Principal principal,
        ResourceDocument proposed,
        PreparedResource prepared,
        BinaryContent? content,
        VersionPrecondition? precondition,
        CancellationToken cancellationToken) => ApplyAsync(tx, principal, proposed, prepared, content, precondition, isPatch: false, cancellationToken);

    public async ValueTask<FhirResult> ApplyAsync(
        IStoreTransaction tx,
        Principal principal,
        ResourceDocument proposed,
        PreparedResource prepared,
        BinaryContent? content,
        VersionPrecondition? precondition,
        bool isPatch,
        CancellationToken cancellationToken)
    {
        var key = new ResourceKey(prepared.ResourceType, prepared.Id);
        var current = await tx.ReadAsync(principal.Project, key, cancellationToken);
        var exists = current is { IsDeleted: false };
        if (precondition?.Refuse(key, current) is { } unmet)
        {
            return unmet;
        }

        if (!isPatch && current is not null && WhyNotWhole(current, proposed) is { } problem)
        {
            return FhirResult.Of(problem);
        }

        if (current is not null)
        {
            switch (await rules.BeforeUpdateAsync(tx, principal.Project, current, proposed, isPatch, cancellationToken))
            {
                case ResourceChange.Refused refused:
                    return FhirResult.Of(refused.Problem);
                case ResourceChange.Rewritten rewritten:
                    prepared = preparer.Prepare(rewritten.Utf8, key.Id);
                    break;
            }

            if (exists && IsSame(current, prepared, content))
            {
                return FhirResult.Updated(current);
            }
        }

        return Answer(key, await tx.PutAsync(principal.Project, new ResourceWrite(prepared, principal.Client.Id, content), cancellationToken));
    }

    /// <summary>A resource that was read with <c>_summary</c> or <c>_elements</c> would overwrite what it lacks (R4 search.html#elements); null when it may be written.</summary>
    public static FaxProblem? WhyNotWhole(StoredResource current, ResourceDocument proposed) => !current.IsDeleted && ResourceSubset.IsPart(proposed.Root)
        ? new FaxProblem(FaxProblemKind.Unprocessable, OperationOutcome.Error(
            IssueCode.BusinessRule,
            "The content is tagged SUBSETTED: it is a part of the resource, and would overwrite the rest. Read the whole one and change that, send a patch, or take the tag away.",
            $"{proposed.ResourceType}.meta.tag"))
        : null;

    private static FhirResult OtherId(ResourceDocument proposed) => FhirResult.Error(
        StatusCodes.Status400BadRequest,
        IssueCode.Value,
        $"The content bears the id '{Quoted.Clip(proposed.Id!)}', which is not that of the resource that matches the condition.",
        $"{proposed.ResourceType}.id");

    private static FhirResult Taken(ResourceDocument proposed) => FhirResult.Error(
        StatusCodes.Status409Conflict,
        IssueCode.Conflict,
        $"Nothing matches the condition, but {proposed.ResourceType}/{Quoted.Clip(proposed.Id!)} exists and would be overwritten.",
        $"{proposed.ResourceType}.id");

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
