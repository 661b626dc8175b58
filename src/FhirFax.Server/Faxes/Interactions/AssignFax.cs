using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Filing;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>POST P/{faxId}/assign</c> (fax-lifecycle-api.md 8.9).</summary>
internal sealed class AssignFax(FaxAssignment assignment) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        var patientId = request.Json?.Uuid("patientId");
        if (request.Json is not null && patientId?.Value is null && !request.Problems.Exists(IsAboutPatient))
        {
            request.Invalid("patientId", InvalidReason.Required, "The patient is required");
        }

        // The synonym is looked at also when it does not count: what is malformed is refused.
        var synonym = request.Json?.Text("documentType");
        var documentTypeName = request.Json?.Text("documentTypeName") ?? synonym;
        if (request.Problems.Count > 0)
        {
            return FaxAnswer.Of(request.Problems);
        }

        return FaxAnswer.Of(await assignment.AssignAsync(
            request.Project, request.FaxId, patientId!.Value.Value!.Value, documentTypeName?.Value, request.ClientId, request.Aborted));
    }

    private static bool IsAboutPatient(Errors.FaxError problem) => (string?)problem.Details["field"] == "patientId";
}
