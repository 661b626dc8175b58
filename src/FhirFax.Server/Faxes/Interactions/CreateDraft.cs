using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>POST P</c> (fax-lifecycle-api.md 8.3).</summary>
internal sealed class CreateDraft(FaxDrafts drafts, FaxChangesReader reader) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        var properties = await reader.ReadAsync(request, withReviewed: false);
        return request.Problems.Count > 0
            ? FaxAnswer.Of(request.Problems)
            : FaxAnswer.Of(await drafts.CreateAsync(request.Project.Key, properties, request.ClientId, request.Aborted), StatusCodes.Status201Created);
    }
}
