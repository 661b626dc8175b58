using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>DELETE P/{faxId}</c> (fax-lifecycle-api.md 8.10).</summary>
internal sealed class DeleteFax(FaxDeletion deletion) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        if (request.Problems.Count > 0)
        {
            return FaxAnswer.Of(request.Problems);
        }

        return await deletion.DeleteAsync(request.Project.Key, request.FaxId, request.ClientId, request.Aborted) is { } refusal
            ? new FaxAnswer.Refused(refusal.ToErrors())
            : new FaxAnswer.Empty();
    }
}
