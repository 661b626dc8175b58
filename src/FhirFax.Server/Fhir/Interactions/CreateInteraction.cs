using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#create. An id in the content is ignored: the server assigns one.</summary>
internal sealed class CreateInteraction(IFhirFaxStore store, ResourceIntake intake, SearchIndexer indexer, TimeProvider time) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (request.Http.Request.Headers.ContainsKey("If-None-Exist"))
        {
            return Preconditions.ConditionalNotSupported();
        }

        using var body = await intake.ReadAsync(request, request.Route.Type);
        if (!body.IsAccepted)
        {
            return body.Refusal;
        }

        var prepared = PreparedResource.From(body.Document, FhirId.New(time), indexer);
        var write = new ResourceWrite(prepared, request.Principal.Client.Id) { ExpectedVersion = 0 };
        var outcome = await store.WriteAsync((tx, ct) => tx.PutAsync(request.Project, write, ct), request.Aborted);
        return outcome is WriteOutcome.Created created
            ? FhirResult.Created(created.Resource)
            : FhirResult.Error(StatusCodes.Status409Conflict, IssueCode.Conflict, "The new resource could not be stored under a new id; repeat the request.");
    }
}
