using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>The search by which a conditional interaction names its resource (R4 http.html#cond-create, #cond-update). Asked inside the transaction that acts on the answer, so that nothing comes in between.</summary>
/// <param name="query">Finds at most two: that is enough to know that there is not one.</param>
internal sealed class ConditionalCriteria(SearchQuery query, SearchDeadline deadline)
{
    public string ResourceType => query.ResourceType;

    /// <exception cref="SearchTooCostlyException">The search takes too long, and with it would hold up every other write.</exception>
    public async ValueTask<CriteriaMatch> FindAsync(IResourceReader reader, ProjectKey project, CancellationToken cancellationToken) =>
        (await deadline.GuardAsync(token => reader.SearchAsync(project, query, token), cancellationToken)).Resources switch
        {
            [] => default,
            [var only] => new CriteriaMatch(only, false),
            _ => new CriteriaMatch(null, true),
        };
}
