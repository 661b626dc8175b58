using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#patch; at the type it is conditional.</summary>
internal sealed class PatchInteraction(ResourceIntake intake, ResourcePatching patching, ConditionalCriteriaReader conditions) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.Read(request.Http.Request, out var unusable);
        var criteria = unusable is null && request.Route.Id is null ? conditions.OfAddress(request, out unusable) : null;
        if (unusable is not null)
        {
            return unusable;
        }

        var (read, refusal) = await ResourcePatch.ReadAsync(intake, request);
        using var patch = read;
        if (patch is null)
        {
            return refusal!;
        }

        return criteria is not null
            ? await patching.ApplyAsync(request, patch, expected, criteria)
            : await patching.ApplyAsync(request, patch, expected);
    }
}
