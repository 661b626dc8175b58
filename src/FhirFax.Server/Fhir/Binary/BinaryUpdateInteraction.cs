using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Update of a Binary, raw or in JSON.</summary>
internal sealed class BinaryUpdateInteraction(BinaryUpload upload, ResourceUpdate update) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.ExpectedVersion(request.Http.Request, out var unusable);
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
            return UpdateInteraction.RefuseOtherId(request, document!) ?? await update.ApplyAsync(request, document!, content, expected);
        }
    }
}
