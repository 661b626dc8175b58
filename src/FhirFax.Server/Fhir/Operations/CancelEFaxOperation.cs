using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$cancel-efax</c> over HTTP: no content, or <c>{}</c>.</summary>
internal sealed class CancelEFaxOperation(CancelOperation operation, IProjectDirectory projects) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request) =>
        await OperationBody.RefuseAsync(request)
        ?? FaxAnswer.Of(await operation.CancelAsync(
            new SentFaxRequest(request.FaxProject(projects), request.Principal.ToCaller(), request.Route.Id!), request.Aborted));
}
