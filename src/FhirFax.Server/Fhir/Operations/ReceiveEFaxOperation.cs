using FhirFax.Fax.Projects;
using FhirFax.Fax.Receiving;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$receive-efax</c> over HTTP: no content, or <c>{}</c>; answers a collection Bundle of what this call brought in.</summary>
internal sealed class ReceiveEFaxOperation(ReceiveOperation operation, IProjectDirectory projects) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (await OperationBody.RefuseAsync(request) is { } refusal)
        {
            return refusal;
        }

        var receiver = request.Route.Kind == RouteKind.InstanceOperation ? request.Route.Key : (Store.Resources.ResourceKey?)null;
        return await operation.ReceiveAsync(new ReceiveRequest(request.FaxProject(projects), receiver), request.Aborted) switch
        {
            ReceiveResult.Received received => FhirResult.Bundle(new BundleContent(BundleKind.Collection)
            {
                Resources = received.Communications,
                Outcomes = received.Failures,
            }),
            ReceiveResult.Unavailable unavailable => FhirResult.BadRequest(unavailable.Outcome),
            ReceiveResult.Problem problem => FhirResult.Of(problem.Reason),
            var other => throw new InvalidOperationException($"A receive cannot end as {other.GetType().Name}."),
        };
    }
}
