using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Create of a Binary, raw or in JSON. After a raw upload the answer bears a <c>url</c> beside R4's members: uploaders of documents take the attachment from there.</summary>
internal sealed class BinaryCreateInteraction(
    BinaryUpload upload, ResourceCreation creation, ConditionalCriteriaReader conditions, SignedUrls signedUrls, ServerUrls urls) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var criteria = conditions.OfHeader(request, out var unusable);
        if (unusable is not null)
        {
            return unusable;
        }

        var (document, content, refusal) = await upload.ReadAsync(request);
        if (refusal is not null)
        {
            return refusal;
        }

        using (document)
        {
            var result = await creation.ApplyAsync(request, document!, content, criteria);
            return result is { Location: { } location, Body: not null } ? result with { Url = Url(request, location.Split('/')[1]) } : result;
        }
    }

    private string? Url(FhirRequest request, string id)
    {
        var http = request.Http.Request;
        if (request.IsExtended && request.Principal.Scopes.Allows(BinaryResource.Type, Access.Read))
        {
            return signedUrls.Sign(urls.Root(http), request.Project, request.Principal.Scopes, id, SignedUrls.CurrentVersion);
        }

        // An extended client makes its attachment of the url alone: without one it would send a fax without a document.
        // Who asks for FHIR by name gets nothing that R4 does not have; a plain uploader is told where the document lies.
        return request.IsExtended || (BinaryUpload.IsRaw(http) && !http.Headers.Accept.ToString().Contains("fhir", StringComparison.OrdinalIgnoreCase))
            ? $"{request.BaseUrl}/{BinaryResource.Type}/{id}"
            : null;
    }
}
