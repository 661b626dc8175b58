using FhirFax.Fax.Operations;
using FhirFax.Store;

namespace FhirFax.Server.Authentication;

/// <summary>Who sends a request, and what they may do with it.</summary>
/// <param name="Scopes">The client's, or the narrower ones of its token.</param>
internal sealed record Principal(ClientRegistration Client, ScopeSet Scopes)
{
    /// <summary>The Project of the FHIR dialect.</summary>
    public ProjectKey Project => Client.Home;

    /// <summary>What may be done with the faxes of a Project: what the client may, of which a token for less leaves what its scopes are worth. Null when that Project does not list the client.</summary>
    public FaxPermissions? PermissionsIn(ProjectKey project) =>
        Client.PermissionsIn(project) is not { } granted ? null : Scopes.Covers(Client.Scopes) ? granted : granted & Scopes.ToFaxPermissions();

    public Caller ToCaller() =>
        new(Client.Id, resource => Scopes.Allows(resource.Key.Type, Access.Read) || resource.Creator == Client.Id);
}
