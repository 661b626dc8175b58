using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>PATCH P/{faxId}</c> (fax-lifecycle-api.md 8.4).</summary>
internal sealed class UpdateFax(FaxDrafts drafts, FaxChangesReader reader) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        var changes = await reader.ReadAsync(request, withReviewed: true);
        return request.Problems.Count > 0
            ? FaxAnswer.Of(request.Problems)
            : FaxAnswer.Of(await drafts.UpdateAsync(request.Project.Key, request.FaxId, changes, request.ClientId, request.Aborted));
    }
}
