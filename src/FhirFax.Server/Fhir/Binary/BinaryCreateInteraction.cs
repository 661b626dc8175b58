using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Create of a Binary, raw or in JSON. After a raw upload the answer bears a <c>url</c> beside R4's members: uploaders of documents take the attachment from there.</summary>
internal sealed class BinaryCreateInteraction(
    IFhirFaxStore store, BinaryUpload upload, SearchIndexer indexer, SignedUrls signedUrls, ServerUrls urls, TimeProvider time) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var (document, content, refusal) = await upload.ReadAsync(request);
        if (refusal is not null)
        {
            return refusal;
        }

        using (document)
        {
            var prepared = PreparedResource.From(document!, FhirId.New(time), indexer);
            var write = new ResourceWrite(prepared, request.Principal.Client.Id, content) { ExpectedVersion = 0 };
            var outcome = await store.WriteAsync((tx, ct) => tx.PutAsync(request.Project, write, ct), request.Aborted);
            return outcome is WriteOutcome.Created created
                ? FhirResult.Created(created.Resource) with { Url = Url(request, created.Resource) }
                : FhirResult.Error(StatusCodes.Status409Conflict, IssueCode.Conflict, "The new Binary could not be stored under a new id; repeat the request.");
        }
    }

    private string? Url(FhirRequest request, StoredResource binary)
    {
        if (request.IsExtended && request.Principal.Scopes.Allows(BinaryResource.Type, Access.Read))
        {
            return signedUrls.Sign(urls.Root(request.Http.Request), request.Project, binary.Key.Id, SignedUrls.CurrentVersion);
        }

        return BinaryUpload.IsRaw(request.Http.Request) ? $"{request.BaseUrl}/{binary.Key}" : null;
    }
}
