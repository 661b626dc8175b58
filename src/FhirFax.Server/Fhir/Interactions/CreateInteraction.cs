using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#create, also with If-None-Exist. An id in the content is ignored: the server assigns one.</summary>
internal sealed class CreateInteraction(ResourceIntake intake, ResourceCreation creation, ConditionalCriteriaReader conditions) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var criteria = conditions.OfHeader(request, out var refusal);
        if (refusal is not null)
        {
            return refusal;
        }

        using var body = await intake.ReadAsync(request, request.Route.Type);
        return body.IsAccepted ? await creation.ApplyAsync(request, body.Document, null, criteria) : body.Refusal;
    }
}
