using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$meta</c>: the profiles, tags and security labels of a resource, of one of its versions, or of all resources together (R4 resource-operation-meta.html).</summary>
internal sealed class MetaOperation(IFhirFaxStore store, MetaInUse inUse) : IInteraction
{
    public const string Code = "$meta";

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (HttpMethods.IsPost(request.Http.Request.Method) && await OperationBody.RefuseAsync(request) is { } refusal)
        {
            return refusal;
        }

        return request.Route.Id is null ? await inUse.AnswerAsync(request) : await AnswerOfOneAsync(request);
    }

    private async Task<FhirResult> AnswerOfOneAsync(FhirRequest request)
    {
        var isVersion = request.Route.Kind == RouteKind.VersionOperation;
        var resource = isVersion
            ? await VersionReadInteraction.FindAsync(store, request)
            : await (request.Transaction ?? store).ReadAsync(request.Project, request.Route.Key, request.Aborted);
        return resource switch
        {
            null => isVersion ? VersionReadInteraction.NotFound(request) : FhirResult.NotFound(request.Route.Key),
            { IsDeleted: true } tombstone => FhirResult.Gone(tombstone),
            _ => FhirResult.Of(StatusCodes.Status200OK, resource) with { Body = MetaAnswer.Of(resource.Utf8), IsConditional = true },
        };
    }
}
