using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#read.</summary>
internal sealed class ReadInteraction(IFhirFaxStore store) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var key = request.Route.Key;
        return await store.ReadAsync(request.Project, key, request.Aborted) switch
        {
            null => FhirResult.NotFound(key),
            { IsDeleted: true } tombstone => FhirResult.Gone(tombstone),
            var resource => FhirResult.Read(resource),
        };
    }
}
