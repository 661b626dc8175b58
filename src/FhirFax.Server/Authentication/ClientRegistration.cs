using FhirFax.Store;

namespace FhirFax.Server.Authentication;

/// <summary>A client as the server knows it. A changed configuration makes a new one.</summary>
/// <param name="Home">The Project of the FHIR dialect: the first that lists the client.</param>
/// <param name="Grants">What it may do in the Faxes dialect, by each Project that lists it.</param>
/// <param name="Profile"><c>Practitioner/id</c>, what <c>auth/me</c> answers.</param>
internal sealed record ClientRegistration(
    string Id,
    ProjectKey Home,
    IReadOnlyDictionary<ProjectKey, FaxPermissions> Grants,
    string Profile,
    ScopeSet Scopes,
    TimeSpan TokenLifetime,
    SecretHash Secret)
{
    public string ProfileId => Profile["Practitioner/".Length..];

    /// <summary>What the client may do with the faxes of a Project; null when that Project does not list it.</summary>
    public FaxPermissions? PermissionsIn(ProjectKey project) => Grants.TryGetValue(project, out var permissions) ? permissions : null;

    /// <summary>The profile of a client whose configuration names none.</summary>
    public static string DerivedProfile(ProjectKey home, string clientId) => "Practitioner/" + FhirId.Derived($"{home}/client/{clientId}");
}
