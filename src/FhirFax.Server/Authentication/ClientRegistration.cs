using FhirFax.Store;

namespace FhirFax.Server.Authentication;

/// <summary>A client as the server knows it.</summary>
/// <param name="Home">The Project of the FHIR dialect: the first that lists the client.</param>
/// <param name="Reachable">Every Project that lists it, the home first.</param>
/// <param name="Profile"><c>Practitioner/id</c>, what <c>auth/me</c> answers.</param>
internal sealed record ClientRegistration(
    string Id, ProjectKey Home, IReadOnlyList<ProjectKey> Reachable, string Profile, ScopeSet Scopes, TimeSpan TokenLifetime, SecretHash Secret)
{
    public string ProfileId => Profile["Practitioner/".Length..];

    /// <summary>The profile of a client whose configuration names none.</summary>
    public static string DerivedProfile(ProjectKey home, string clientId) => "Practitioner/" + FhirId.Derived($"{home}/client/{clientId}");
}
