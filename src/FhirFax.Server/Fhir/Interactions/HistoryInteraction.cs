using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#history of an instance, a type, or the project: newest first.</summary>
internal sealed class HistoryInteraction(IFhirFaxStore store, FhirOptions options) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var (parameters, refusal) = HistoryParameters.Read(request, request.Prefer.IsStrict ?? options.StrictSearch);
        if (parameters is null)
        {
            return refusal!;
        }

        var reader = request.Transaction ?? store;
        var page = await reader.HistoryAsync(request.Project, parameters.Query, request.Aborted);
        if (page.Resources.Count == 0 && request.Route.Id is not null && await reader.ReadAsync(request.Project, request.Route.Key, request.Aborted) is null)
        {
            return FhirResult.NotFound(request.Route.Key);
        }

        if (ReferenceEquals(page, ResourcePage.BadCursor))
        {
            return PageLinks.BadCursor();
        }

        var links = new PageLinks($"{request.BaseUrl}/{Path(request)}", parameters.Applied);
        return FhirResult.Bundle(new BundleContent(BundleKind.History)
        {
            Resources = parameters.Subset.OfMatches(page.Resources),
            Total = page.Total,
            SelfLink = links.Self(parameters.Query.Cursor),
            NextLink = links.Next(page.Next),
        });
    }

    private static string Path(FhirRequest request) => request.Route switch
    {
        { Id: { } id, Type: { } type } => $"{type}/{id}/_history",
        { Type: { } type } => $"{type}/_history",
        _ => "_history",
    };
}
