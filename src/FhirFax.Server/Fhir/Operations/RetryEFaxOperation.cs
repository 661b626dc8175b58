using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$retry-efax</c> over HTTP: no content, or <c>{}</c>; takes an <c>Idempotency-Key</c>.</summary>
internal sealed class RetryEFaxOperation(RetryOperation operation, IProjectDirectory projects) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (await OperationBody.RefuseAsync(request) is { } refusal)
        {
            return refusal;
        }

        return IdempotencyKey.TryRead(request.Http.Request, out var key, out var tooLong)
            ? FaxAnswer.Of(await operation.RetryAsync(
                new SentFaxRequest(request.FaxProject(projects), request.Principal.ToCaller(), request.Route.Id!), key, request.Aborted))
            : tooLong!;
    }
}
