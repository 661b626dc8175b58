using FhirFax.Fax.Operations;
using FhirFax.Store;

namespace FhirFax.Server.Authentication;

/// <summary>Who sends a request, and what they may do with it.</summary>
/// <param name="Scopes">The client's, or the narrower ones of its token.</param>
internal sealed record Principal(ClientRegistration Client, ScopeSet Scopes)
{
    /// <summary>The Project of the FHIR dialect.</summary>
    public ProjectKey Project => Client.Home;

    public Caller ToCaller() =>
        new(Client.Id, resource => Scopes.Allows(resource.Key.Type, Access.Read) || resource.Creator == Client.Id);
}
