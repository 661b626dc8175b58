using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Faxes.Files;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>POST P/{faxId}/files</c> (fax-lifecycle-api.md 8.5).</summary>
internal sealed class UploadFiles(FaxAttachments attachments, IFaxUploadReader reader) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        if (request.Problems.Count > 0)
        {
            return FaxAnswer.Of(request.Problems);
        }

        switch (await reader.ReadAsync(request.Http.Request, request.Project.Key, request.Aborted))
        {
            case FaxUploadBody.Read body:
                return FaxAnswer.Of(
                    await attachments.AddAsync(request.Project.Key, request.FaxId, body.Upload, request.ClientId, request.Aborted), StatusCodes.Status201Created);
            case FaxUploadBody.NoFiles:
                request.Invalid("files", InvalidReason.Required, "At least one part named files with a file name is needed");
                return FaxAnswer.Of(request.Problems);
            case FaxUploadBody.TooLarge:
                return new FaxAnswer.Refused(FaxErrors.TooLarge);
            default:
                return new FaxAnswer.Refused(FaxErrors.BodyNotReadable);
        }
    }
}
