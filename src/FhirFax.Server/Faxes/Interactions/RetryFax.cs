using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>POST P/{faxId}/retry</c> (fax-lifecycle-api.md 8.8).</summary>
internal sealed class RetryFax(FaxTransmission transmission) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request) => request.Problems.Count > 0
        ? FaxAnswer.Of(request.Problems)
        : FaxAnswer.Of(await transmission.RetryAsync(request.Project, request.FaxId, request.ClientId, request.Aborted));
}
