using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary>What one endpoint does. It adds its own problems to those of the request and answers them together, before it looks for the fax.</summary>
internal interface IFaxInteraction
{
    Task<FaxAnswer> HandleAsync(FaxRequest request);
}
