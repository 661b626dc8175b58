using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#delete; at the type it is conditional.</summary>
internal sealed class DeleteInteraction(IFhirFaxStore store, ResourceDeletion deletion, ConditionalCriteriaReader conditions) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.Read(request.Http.Request, out var refusal);
        var criteria = refusal is null && request.Route.Id is null ? conditions.OfAddress(request, out refusal) : null;
        return refusal ?? await store.WriteAsync(
            (tx, ct) => criteria is not null
                ? deletion.ApplyAsync(tx, request.Principal, criteria, expected, ct)
                : deletion.ApplyAsync(tx, request.Principal, request.Route.Key, expected, ct),
            request.Aborted);
    }
}
