using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#read.</summary>
internal sealed class ReadInteraction(IFhirFaxStore store) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (SubsetParameters.Refuse(request) is { } refusal)
        {
            return refusal;
        }

        var key = request.Route.Key;
        var subset = SubsetParameters.Of(request.Query);
        return await (request.Transaction ?? store).ReadAsync(request.Project, key, request.Aborted) switch
        {
            null => FhirResult.NotFound(key),
            { IsDeleted: true } tombstone => FhirResult.Gone(tombstone),
            var resource => FhirResult.Read(subset.OfMatch(resource)),
        };
    }
}
