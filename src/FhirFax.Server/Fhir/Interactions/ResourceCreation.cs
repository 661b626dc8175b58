using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>Stores a new resource under an id of the server, unless the criteria find one that is there already (R4 http.html#create, #cond-create).</summary>
internal sealed class ResourceCreation(IFhirFaxStore store, SearchIndexer indexer, TimeProvider time)
{
    /// <param name="content">Of a Binary: where its bytes lie.</param>
    public Task<FhirResult> ApplyAsync(FhirRequest request, ResourceDocument document, BinaryContent? content, ConditionalCriteria? criteria)
    {
        var prepared = PreparedResource.From(document, FhirId.New(time), indexer);
        return store.WriteAsync((tx, ct) => ApplyAsync(tx, request.Principal, prepared, content, criteria, ct), request.Aborted);
    }

    private static async ValueTask<FhirResult> ApplyAsync(
        IStoreTransaction tx, Principal principal, PreparedResource prepared, BinaryContent? content, ConditionalCriteria? criteria, CancellationToken cancellationToken)
    {
        if (criteria is not null)
        {
            var match = await criteria.FindAsync(tx, principal.Project, cancellationToken);
            if (match.IsSeveral)
            {
                return FhirResult.SeveralMatches(prepared.ResourceType);
            }

            if (match.Resource is { } existing)
            {
                return Existing(principal, existing);
            }
        }

        return await StoreAsync(tx, principal, prepared, content, cancellationToken);
    }

    /// <summary>Stores a resource whose id nothing bears yet.</summary>
    public static async ValueTask<FhirResult> StoreAsync(
        IStoreTransaction tx, Principal principal, PreparedResource prepared, BinaryContent? content, CancellationToken cancellationToken)
    {
        var write = new ResourceWrite(prepared, principal.Client.Id, content) { ExpectedVersion = 0 };
        return await tx.PutAsync(principal.Project, write, cancellationToken) is WriteOutcome.Created created
            ? FhirResult.Created(created.Resource)
            : FhirResult.Error(StatusCodes.Status409Conflict, IssueCode.Conflict, "The new resource could not be stored under a new id; repeat the request.");
    }

    /// <summary>The answer when the resource is there already: it is shown to those who may read it.</summary>
    public static FhirResult Existing(Principal principal, StoredResource existing)
    {
        var found = FhirResult.Existing(existing);
        return principal.Scopes.Allows(existing.Key.Type, Access.Read) ? found : found with { Body = null };
    }
}
