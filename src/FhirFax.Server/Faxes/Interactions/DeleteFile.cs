using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>DELETE P/{faxId}/files/{fileId}</c> (fax-lifecycle-api.md 8.6).</summary>
internal sealed class DeleteFile(FaxAttachments attachments) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        if (request.Problems.Count > 0)
        {
            return FaxAnswer.Of(request.Problems);
        }

        var result = await attachments.RemoveAsync(request.Project.Key, request.FaxId, request.FileId, request.ClientId, request.Aborted);
        return result is FaxResult.Done ? new FaxAnswer.Empty() : FaxAnswer.Of(result);
    }
}
