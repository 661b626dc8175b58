using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$test-efax</c> over HTTP: an OperationOutcome with 200 when all is well, 422 when the setup is wrong, 400 <c>transient</c> when the carrier cannot be asked.</summary>
internal sealed class TestEFaxOperation(AccountTestOperation operation, IProjectDirectory projects) : IInteraction
{
    private static readonly OperationOutcome Good = new(
        [new Issue(IssueSeverity.Information, IssueCode.Informational, "The fax carrier accepts the credentials and the user id.")], "ok");

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (await OperationBody.RefuseAsync(request) is { } refusal)
        {
            return refusal;
        }

        var owner = request.Route.Kind == RouteKind.InstanceOperation ? request.Route.Key : (ResourceKey?)null;
        return await operation.TestAsync(request.FaxProject(projects), owner, request.Aborted) is { } problem
            ? FhirResult.Of(problem)
            : FhirResult.Outcome(StatusCodes.Status200OK, Good);
    }
}
