using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Update of a Binary, raw or in JSON; at the type it is conditional.</summary>
internal sealed class BinaryUpdateInteraction(BinaryUpload upload, ResourceUpdate update, ConditionalCriteriaReader conditions) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.Read(request.Http.Request, out var unusable);
        var criteria = unusable is null && request.Route.Id is null ? conditions.OfAddress(request, out unusable) : null;
        if (unusable is not null)
        {
            return unusable;
        }

        var (document, content, refusal) = await upload.ReadAsync(request);
        if (refusal is not null)
        {
            return refusal;
        }

        using (document)
        {
            return criteria is not null
                ? await update.ApplyAsync(request, document!, content, expected, criteria)
                : UpdateInteraction.RefuseOtherId(request, document!) ?? await update.ApplyAsync(request, document!, content, expected);
        }
    }
}
