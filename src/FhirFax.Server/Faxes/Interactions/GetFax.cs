using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>GET P/{faxId}</c> (fax-lifecycle-api.md 8.2).</summary>
internal sealed class GetFax(FaxReading faxes) : IFaxInteraction
{
    public async Task<FaxAnswer> HandleAsync(FaxRequest request) => request.Problems.Count > 0
        ? FaxAnswer.Of(request.Problems)
        : FaxAnswer.Of(await faxes.FindAsync(request.Project.Key, request.FaxId, request.Aborted));
}
