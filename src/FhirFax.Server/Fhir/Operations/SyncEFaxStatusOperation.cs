using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>
/// <c>$sync-efax-status</c> over HTTP: at an instance it answers the Communication, or 400 <c>transient</c> when the carrier could not be asked; at the type a collection
/// Bundle of those that were asked about, where what could not be asked is an OperationOutcome entry.
/// </summary>
internal sealed class SyncEFaxStatusOperation(SyncOperation operation, IProjectDirectory projects) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (await OperationBody.RefuseAsync(request) is { } refusal)
        {
            return refusal;
        }

        var project = request.FaxProject(projects);
        var caller = request.Principal.ToCaller();
        var isInstance = request.Route.Kind == RouteKind.InstanceOperation;
        var result = isInstance
            ? await operation.SyncAsync(new SentFaxRequest(project, caller, request.Route.Id!), request.Aborted)
            : await operation.SyncAllAsync(project, caller, request.Aborted);
        return result switch
        {
            SyncResult.Synchronized done when isInstance => FhirResult.Of(StatusCodes.Status200OK, done.Communications[0]),
            SyncResult.Synchronized done => FhirResult.Bundle(new BundleContent(BundleKind.Collection) { Resources = done.Communications, Outcomes = done.Failures }),
            SyncResult.Problem problem => FhirResult.Of(problem.Reason),
            _ => throw new InvalidOperationException($"A synchronization cannot end as {result.GetType().Name}."),
        };
    }
}
