using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>POST P/{faxId}/send</c> (fax-lifecycle-api.md 8.7).</summary>
internal sealed class SendDraft(FaxTransmission transmission) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request) => request.Problems.Count > 0
        ? FaxAnswer.Of(request.Problems)
        : FaxAnswer.Of(await transmission.SendAsync(request.Project, request.FaxId, request.ClientId, request.Aborted));
}
