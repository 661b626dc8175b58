using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#update; of an id that does not exist, or no longer, it creates (http.html#upsert). At the type it is conditional (http.html#cond-update).</summary>
internal sealed class UpdateInteraction(ResourceIntake intake, ResourceUpdate update, ConditionalCriteriaReader conditions) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.Read(request.Http.Request, out var refusal);
        var criteria = refusal is null && request.Route.Id is null ? conditions.OfAddress(request, out refusal) : null;
        if (refusal is not null)
        {
            return refusal;
        }

        using var body = await intake.ReadAsync(request, request.Route.Type);
        if (!body.IsAccepted)
        {
            return body.Refusal;
        }

        return criteria is not null
            ? await update.ApplyAsync(request, body.Document, null, expected, criteria)
            : RefuseOtherId(request, body.Document) ?? await update.ApplyAsync(request, body.Document, null, expected);
    }

    /// <summary>A 400 unless the content bears the id of the address.</summary>
    public static FhirResult? RefuseOtherId(FhirRequest request, ResourceDocument document) => document.Id == request.Route.Id
        ? null
        : FhirResult.Error(
            StatusCodes.Status400BadRequest,
            document.Id is null ? IssueCode.Required : IssueCode.Value,
            document.Id is null
                ? $"The content of an update must bear the id of its address, '{request.Route.Id}'."
                : $"The content bears the id '{Quoted.Clip(document.Id)}', its address '{request.Route.Id}'.",
            $"{document.ResourceType}.id");
}
